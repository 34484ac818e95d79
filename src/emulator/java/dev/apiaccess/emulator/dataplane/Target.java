// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.Deployment;
import dev.apiaccess.emulator.state.Method;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.iam.ExecuteApi;

/**
 * What a request addresses.
 *
 * @param deployment the one that answers, the stage's own or its canary's
 * @param path as it was sent
 */
record Target(Accounts.Place place, RestApi api, Stage stage, Deployment deployment, Path.Found found, String path) {
    Method method() {
        return found.method();
    }

    /** What policies say of it. */
    String arn(String verb) {
        return ExecuteApi.requestArn("aws", place.region(), place.account().id(), api.id(), stage.name(), verb, path);
    }
}

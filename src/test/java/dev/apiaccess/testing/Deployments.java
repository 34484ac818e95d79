// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.world.StageMethods;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What stages have deployed, for tests. */
public final class Deployments {

    private Deployments() {}

    /** Methods under IAM authorization, of which some take calls without an API key. */
    public static StageMethods of(String id, Collection<MethodKey> deployed, Collection<MethodKey> withoutKey) {
        return new StageMethods(
                id,
                deployed.stream()
                        .collect(Collectors.toMap(
                                Function.identity(),
                                method -> new ServedMethod("AWS_IAM", !withoutKey.contains(method)))));
    }

    /** Methods by whether they require an API key, all under IAM authorization. */
    public static Map<MethodKey, ServedMethod> methods(Map<MethodKey, Boolean> keyRequired) {
        return keyRequired.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> new ServedMethod("AWS_IAM", one.getValue())));
    }
}

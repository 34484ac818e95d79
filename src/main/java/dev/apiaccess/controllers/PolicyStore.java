// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.kube.LeanStore;

/** What the informer keeps of policies: of those that cannot fit in AWS little, and why. */
public final class PolicyStore extends LeanStore<ApiAccessPolicy> {

    @Override
    protected void trim(ApiAccessPolicy item) {
        // It comes through here more than once, and of many annotations not all are kept.
        var shortened = AccessIntents.shortened(item);
        super.trim(item);
        shortened.ifPresentOrElse(why -> AccessIntents.mark(item, why), () -> AccessIntents.shorten(item));
    }
}

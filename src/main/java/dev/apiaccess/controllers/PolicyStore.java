// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.kube.LeanStore;

/** What the informer keeps of policies: for those too large for AWS only little, and the reason. */
public final class PolicyStore extends LeanStore<ApiAccessPolicy> {

    @Override
    protected void trim(ApiAccessPolicy item) {
        // An object passes here more than once, and not all of many annotations are kept.
        var shortened = AccessIntents.shortened(item);
        super.trim(item);
        shortened.ifPresentOrElse(why -> AccessIntents.mark(item, why), () -> AccessIntents.shorten(item));
    }
}

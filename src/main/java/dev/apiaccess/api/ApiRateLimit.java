// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** One tier: rate, burst, quota, and who may use it. */
@Group("apiaccess.dev")
@Version("v1alpha1")
@Kind("ApiRateLimit")
@Singular("apiratelimit")
@Plural("apiratelimits")
@ShortNames("arl")
@Categories("apiaccess")
public class ApiRateLimit extends CustomResource<ApiRateLimitSpec, ApiRateLimitStatus> implements Namespaced {
    @Override
    @Required
    public ApiRateLimitSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public @Nullable ApiRateLimitStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable ApiRateLimitSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable ApiRateLimitStatus initStatus() {
        return null;
    }
}

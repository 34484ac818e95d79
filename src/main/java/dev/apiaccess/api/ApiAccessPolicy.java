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

/** Rules: who may call which methods and paths. Additive. */
@Group("apiaccess.dev")
@Version("v1alpha1")
@Kind("ApiAccessPolicy")
@Singular("apiaccesspolicy")
@Plural("apiaccesspolicies")
@ShortNames("aap")
@Categories("apiaccess")
public class ApiAccessPolicy extends CustomResource<ApiAccessPolicySpec, ApiAccessPolicyStatus> implements Namespaced {
    @Override
    @Required
    public ApiAccessPolicySpec getSpec() {
        return super.getSpec();
    }

    @Override
    public @Nullable ApiAccessPolicyStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable ApiAccessPolicySpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable ApiAccessPolicyStatus initStatus() {
        return null;
    }
}

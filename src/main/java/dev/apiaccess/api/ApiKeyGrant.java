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

/** One key in some tiers, handed over in a Secret. */
@Group("apiaccess.dev")
@Version("v1alpha1")
@Kind("ApiKeyGrant")
@Singular("apikeygrant")
@Plural("apikeygrants")
@ShortNames("akg")
@Categories("apiaccess")
public class ApiKeyGrant extends CustomResource<ApiKeyGrantSpec, ApiKeyGrantStatus> implements Namespaced {
    @Override
    @Required
    public ApiKeyGrantSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public @Nullable ApiKeyGrantStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable ApiKeyGrantSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable ApiKeyGrantStatus initStatus() {
        return null;
    }
}

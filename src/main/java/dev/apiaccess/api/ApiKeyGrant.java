// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
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
@AdditionalPrinterColumn(name = "Summary", jsonPath = ".status.summary")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type == \"Ready\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type == \"Ready\")].reason")
@AdditionalPrinterColumn(name = "Drifted", jsonPath = ".status.conditions[?(@.type == \"Drifted\")].status")
@AdditionalPrinterColumn(name = "Expires", jsonPath = ".spec.expiresAt")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(message = "metadata.name may have at most 63 characters", value = "self.metadata.name.size() <= 63")
@ValidationRule(
        message =
                "the operator keeps its own Secret under the name of the grant with -apiaccess at the end; choose another secret.name",
        value = "self.spec.secret.name != self.metadata.name + '-apiaccess'")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"status": {"default": {"observedGeneration": -1}}}}""")
public class ApiKeyGrant extends CustomResource<ApiKeyGrantSpec, ApiKeyGrantStatus> implements Namespaced {
    /** What is asked for; the API server accepts no object without it. */
    @Override
    @Required
    public ApiKeyGrantSpec getSpec() {
        return super.getSpec();
    }

    /** What became of it; null until the operator has seen the object. */
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

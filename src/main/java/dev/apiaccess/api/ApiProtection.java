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

/** What holds for every caller of one REST API: what calls have to show, from where they come, how often, and what is logged. */
@Group("apiaccess.dev")
@Version("v1alpha1")
@Kind("ApiProtection")
@Singular("apiprotection")
@Plural("apiprotections")
@ShortNames("aprot")
@Categories("apiaccess")
@AdditionalPrinterColumn(name = "Summary", jsonPath = ".status.summary")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type == \"Ready\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type == \"Ready\")].reason")
@AdditionalPrinterColumn(name = "Drifted", jsonPath = ".status.conditions[?(@.type == \"Drifted\")].status")
@AdditionalPrinterColumn(
        name = "Waiting",
        jsonPath = ".status.methods.waiting",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(message = "metadata.name may have at most 63 characters", value = "self.metadata.name.size() <= 63")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"status": {"default": {"observedGeneration": -1}}}}""")
public class ApiProtection extends CustomResource<ApiProtectionSpec, ApiProtectionStatus> implements Namespaced {
    /** What is asked for; the API server accepts no object without it. */
    @Override
    @Required
    public ApiProtectionSpec getSpec() {
        return super.getSpec();
    }

    /** What became of it; null until the operator has seen the object. */
    @Override
    public @Nullable ApiProtectionStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable ApiProtectionSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable ApiProtectionStatus initStatus() {
        return null;
    }
}

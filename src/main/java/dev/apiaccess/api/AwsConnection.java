// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** One AWS account, how to reach it, and what each tenant may ask for. Cluster scope. */
@Group("apiaccess.dev")
@Version("v1alpha1")
@Kind("AwsConnection")
@Singular("awsconnection")
@Plural("awsconnections")
@ShortNames("awsc")
@Categories("apiaccess-admin")
@AdditionalPrinterColumn(name = "Summary", jsonPath = ".status.summary")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type == \"Ready\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type == \"Ready\")].reason")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(message = "metadata.name may have at most 63 characters", value = "self.metadata.name.size() <= 63")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"status": {"default": {"observedGeneration": -1}}}}""")
public class AwsConnection extends CustomResource<AwsConnectionSpec, AwsConnectionStatus> {
    /** What is asked for; the API server accepts no object without it. */
    @Override
    @Required
    public AwsConnectionSpec getSpec() {
        return super.getSpec();
    }

    /** What became of it; null until the operator has seen the object. */
    @Override
    public @Nullable AwsConnectionStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable AwsConnectionSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable AwsConnectionStatus initStatus() {
        return null;
    }
}

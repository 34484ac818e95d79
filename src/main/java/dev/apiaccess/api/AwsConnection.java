// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import io.fabric8.generator.annotation.Required;
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
public class AwsConnection extends CustomResource<AwsConnectionSpec, AwsConnectionStatus> {
    @Override
    @Required
    public AwsConnectionSpec getSpec() {
        return super.getSpec();
    }

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

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** The region that the environment, a profile or the machine names. */
public final class DefaultRegion {

    private DefaultRegion() {}

    /** Empty where none of them names one. */
    public static Optional<String> find() {
        try {
            return Optional.of(new DefaultAwsRegionProviderChain().getRegion().id());
        } catch (SdkClientException _) {
            return Optional.empty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyFormatException;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import java.util.Optional;

/**
 * Where a REST API is, for what its documents leave out.
 *
 * @param account owns it, 12 digits
 */
public record ApiPlace(String partition, String region, String account, String apiId) {

    /** A resource policy with its resources written out; throws {@link PolicyFormatException} where the text is none. */
    public PolicyDocument resourcePolicy(String text) {
        return ExecuteApi.expand(PolicyReader.readForeign(text, PolicyKind.ANY), partition, region, account, apiId);
    }

    /**
     * Whether what a stage exports is what the API has now, in whatever form, so that it is known to be the deployed one: whether an export has
     * the deployed or the present policy is not documented. Two texts that are no policies are the same only by their characters.
     */
    public boolean isDeployed(Optional<String> exported, Optional<String> present) {
        if (exported.equals(present)) {
            return true;
        }
        if (exported.isEmpty() || present.isEmpty()) {
            return false;
        }
        try {
            return Canonical.sameMeaning(resourcePolicy(exported.get()), resourcePolicy(present.get()));
        } catch (PolicyFormatException _) {
            return false;
        }
    }
}

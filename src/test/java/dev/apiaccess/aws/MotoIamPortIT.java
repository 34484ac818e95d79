// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.testing.Moto;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** IAM and STS as moto plays them, which somebody else wrote from the same documents. */
class MotoIamPortIT extends IamPortContract {

    private @Nullable Moto moto;

    @Override
    URI start() {
        moto = Moto.start();
        return moto.endpoint();
    }

    @AfterAll
    void stop() {
        if (moto != null) {
            moto.close();
        }
    }

    @Override
    AwsCredentialsProvider administrator() {
        return TestSettings.ROOT;
    }

    @Test
    @Override
    void listsWhatDecidesAboutAPrincipal() {
        gap("PutUserPermissionsBoundary ends in a 500", super::listsWhatDecidesAboutAPrincipal);
    }

    @Test
    @Override
    void listsAPolicyAsItWasCreated() {
        gap("GetAccountAuthorizationDetails leaves out PolicyId and PolicyName", super::listsAPolicyAsItWasCreated);
    }

    @Test
    @Override
    void refusesANameThatDiffersInCaseAlone() {
        gap("policy names are compared with case", super::refusesANameThatDiffersInCaseAlone);
    }

    @Test
    @Override
    void deletesNoPolicyThatIsAttached() {
        gap("DeletePolicy does not look at attachments", super::deletesNoPolicyThatIsAttached);
    }

    @Test
    @Override
    void deletesNoPolicyThatHasOldVersions() {
        gap("DeletePolicy does not look at versions", super::deletesNoPolicyThatHasOldVersions);
    }

    @Test
    @Override
    void tellsWhenThereIsNoPolicyToBeAttached() {
        gap(
                "ListEntitiesForPolicy answers for a policy that is not there",
                super::tellsWhenThereIsNoPolicyToBeAttached);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.testing.Moto;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** API Gateway as moto plays it, which somebody else wrote from the same documents. */
class MotoGatewayPortIT extends GatewayPortContract {

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
    void tellsTheResourcePolicyThatIsThereAndTheOneThatIsDeployed() {
        gap(
                "UpdateRestApi ignores /policy without a word",
                super::tellsTheResourcePolicyThatIsThereAndTheOneThatIsDeployed);
    }

    @Test
    @Override
    void knowsFractionsOfARate() {
        gap("a rate is read as a whole number, 0.5 ends in a 500", super::knowsFractionsOfARate);
    }

    @Test
    @Override
    void changesLimitsOfMethods() {
        gap("UpdateUsagePlan ignores limits of methods without a word", super::changesLimitsOfMethods);
    }

    @Test
    @Override
    void refusesAPatchThatMakesNoSense() {
        gap("patches to unknown paths are ignored without a word", super::refusesAPatchThatMakesNoSense);
    }

    @Test
    @Override
    void deletesNoPlanThatHasStages() {
        gap("DeleteUsagePlan does not look at stages", super::deletesNoPlanThatHasStages);
    }

    @Test
    @Override
    void refusesAKeyInTwoPlansOfOneStage() {
        gap("CreateUsagePlanKey does not look at other plans", super::refusesAKeyInTwoPlansOfOneStage);
    }

    @Test
    @Override
    void tellsWhichDeployedMethodsRequireAKey() {
        gap("GetDeployment tells nothing of methods", super::tellsWhichDeployedMethodsRequireAKey);
    }

    @Test
    @Override
    void knowsNoMethodsOfADeploymentThatIsNotThere() {
        gap("GetDeployment of an unknown one ends in a 500", super::knowsNoMethodsOfADeploymentThatIsNotThere);
    }

    @Test
    @Override
    void tellsTheUsageOfTheKeysThatAreAskedFor() {
        gap("there is no GetUsage", super::tellsTheUsageOfTheKeysThatAreAskedFor);
    }

    @Test
    @Override
    void importsKeysWithTheirPlansAndOverwritesThoseOfTheSameValue() {
        gap(
                "there is no ImportApiKeys: the call is read as CreateApiKey",
                super::importsKeysWithTheirPlansAndOverwritesThoseOfTheSameValue);
    }

    @Test
    @Override
    void importsNothingWhenOneKeyCannotBe() {
        gap("there is no ImportApiKeys: the call is read as CreateApiKey", super::importsNothingWhenOneKeyCannotBe);
    }

    @Test
    @Override
    void tellsWhenThereIsNoPlanToDelete() {
        gap("DeleteUsagePlan of an unknown plan ends in a 500", super::tellsWhenThereIsNoPlanToDelete);
    }

    @Test
    @Override
    void tellsWhenThereIsNoMembershipToEnd() {
        gap("DeleteUsagePlanKey of an unknown key ends in a 500", super::tellsWhenThereIsNoMembershipToEnd);
    }

    @Test
    @Override
    void tagsAPlanAndLeavesOtherTags() {
        gap("there is no TagResource", super::tagsAPlanAndLeavesOtherTags);
    }

    @Test
    @Override
    void tagsAKeyAndLeavesOtherTags() {
        gap("there is no TagResource", super::tagsAKeyAndLeavesOtherTags);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static dev.apiaccess.plan.RestApiSamples.IAM;
import static dev.apiaccess.plan.RestApiSamples.OPEN;
import static dev.apiaccess.plan.RestApiSamples.OURS;
import static dev.apiaccess.plan.RestApiSamples.READ;
import static dev.apiaccess.plan.RestApiSamples.THEIRS;
import static dev.apiaccess.plan.RestApiSamples.document;
import static dev.apiaccess.plan.RestApiSamples.found;
import static dev.apiaccess.plan.RestApiSamples.served;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.plan.Effects.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RestApiLawsTest holds them against a second telling of API Gateway; here is what it does not ask. */
class RestApiEffectsTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final ExistingApi API = served(Map.of(READ, OPEN), document(THEIRS));
    private static final RestApiChange.Deploy DEPLOY = new RestApiChange.Deploy("a1b2c3", API.digest());
    private static final RestApiChange.WritePolicy REMOVE =
            new RestApiChange.WritePolicy("a1b2c3", Optional.empty(), false, List.of());

    @Test
    void aDeploymentHasWhatIsConfiguredAndIsTheLastOfOurs() {
        var after = after(API, DEPLOY, new Answer.Deployed("d1", NOON));

        assertThat(after.deployments())
                .containsEntry("d1", new DeployedApi(Map.of(READ, new ServedMethod("NONE", false)), document(THEIRS)));
        assertThat(after.made()).containsExactly(new MadeDeployment("d1", NOON, API.digest()));
        assertThat(after.newest()).isEqualTo("d1");
        assertThat(after.stages()).isEqualTo(API.stages());
    }

    @Test
    void anEditAfterTheDeploymentLeavesItWithWhatItHad() {
        var deployed = after(API, DEPLOY, new Answer.Deployed("d1", NOON));

        var edited = after(
                deployed,
                new RestApiChange.UpdateMethod(
                        "a1b2c3", READ, RestApiSamples.configured(READ, IAM), List.of(), true, List.of()),
                new Answer.Done());

        assertThat(edited.deployments()).isEqualTo(deployed.deployments());
        assertThat(edited.digest()).isNotEqualTo(edited.made().getFirst().digest());
    }

    @Test
    void aPolicyIsWhatAwsAnswers() {
        var answered = API.listed().withPolicy(document(THEIRS, THEIRS.replace("theirs", "late")));

        assertThat(after(API, REMOVE, new Answer.Written(answered)).listed()).isEqualTo(answered);
    }

    @Test
    void aDeploymentThatIsDeletedIsKnownNoMore() {
        var deployed = after(API, DEPLOY, new Answer.Deployed("d1", NOON));

        var gone = after(deployed, new RestApiChange.RemoveDeployment("a1b2c3", "d1"), new Answer.Done());

        assertThat(gone.made()).isEmpty();
        assertThat(gone.deployments()).containsOnlyKeys("d0");
    }

    @Test
    void anotherApiStaysAsItIs() {
        var change =
                new RestApiChange.UpdateStage("other00000", "prod", ShownStage.of("d9"), List.of(), true, List.of());

        assertThat(Effects.after(found(API), change, new Answer.Done())).isEqualTo(found(API));
    }

    @Test
    void anAnswerToSomethingElseIsRefused() {
        assertThatThrownBy(() -> after(API, DEPLOY, new Answer.Done())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> after(API, REMOVE, new Answer.Deployed("d1", NOON)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void statementsOfOthersThatTheAnswerLacksAreLostAndOursAreNot() {
        var ours = THEIRS.replace("theirs", OURS);
        var late = THEIRS.replace("theirs", "late");
        var before = API.listed().withPolicy(document(THEIRS, ours));
        var answered = API.listed().withPolicy(document(late));

        assertThat(Effects.lost(found(API.withListed(before)), REMOVE, new Answer.Written(answered)))
                .containsExactly(THEIRS);
        assertThat(Effects.lost(found(API.withListed(before)), REMOVE, new Answer.Written(before)))
                .isEmpty();
        assertThat(Effects.lost(found(API), DEPLOY, new Answer.Deployed("d1", NOON)))
                .isEmpty();
    }

    private static ExistingApi after(ExistingApi before, Change change, Answer answer) {
        return ((Observed.Api) Effects.after(found(before), change, answer))
                .first()
                .orElseThrow();
    }
}

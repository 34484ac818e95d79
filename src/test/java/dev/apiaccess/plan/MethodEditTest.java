// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static dev.apiaccess.plan.RestApiSamples.HEALTH;
import static dev.apiaccess.plan.RestApiSamples.IAM;
import static dev.apiaccess.plan.RestApiSamples.OPEN;
import static dev.apiaccess.plan.RestApiSamples.READ;
import static dev.apiaccess.plan.RestApiSamples.authorizer;
import static dev.apiaccess.plan.RestApiSamples.found;
import static dev.apiaccess.plan.RestApiSamples.served;
import static dev.apiaccess.plan.RestApiSamples.wanted;
import static dev.apiaccess.plan.RestApiSamples.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.MethodState;
import dev.apiaccess.protect.Wanted;
import dev.apiaccess.protect.WantedAuthorizers;
import dev.apiaccess.protect.WantedAuthorizers.Made;
import dev.apiaccess.protect.WantedAuthorizers.Use;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One call for a method and its authorizer, and where authorizers stand in a plan. */
class MethodEditTest {

    private static final ConfiguredMethod NONE = new ConfiguredMethod("r1", "NONE", "", new TreeSet<>(), false);

    private static Optional<Use> use(String id, String... scopes) {
        return Optional.of(new Use(id, new TreeSet<>(Set.of(scopes)), Set.of(), false));
    }

    private static List<String> operations(Optional<MethodEdit> edit) {
        return edit.orElseThrow().operations().stream()
                .map(one -> one.op() + " " + one.path() + " " + one.value())
                .toList();
    }

    @Test
    void aMethodComesUnderAnAuthorizerWithItsScopesAndItsKeyInOneCall() {
        var edit = MethodEdit.of(
                READ, NONE, OPEN, new MethodState("COGNITO_USER_POOLS", "d a b", true), use("p1", "b", "a"));

        assertThat(operations(edit))
                .containsExactly(
                        "replace /authorizationType COGNITO_USER_POOLS",
                        "replace /authorizerId p1",
                        "add /authorizationScopes a",
                        "add /authorizationScopes b",
                        "replace /apiKeyRequired true");
        assertThat(edit.orElseThrow().after())
                .isEqualTo(
                        new ConfiguredMethod("r1", "COGNITO_USER_POOLS", "p1", new TreeSet<>(Set.of("a", "b")), true));
    }

    @Test
    void aMoveNamesTheOtherAuthorizerAndTheScopesThatDiffer() {
        var before = new ConfiguredMethod("r1", "CUSTOM", "a1", new TreeSet<>(Set.of("old", "both")), false);

        var edit = MethodEdit.of(
                READ,
                before,
                new MethodState("CUSTOM", "d1 both old", false),
                new MethodState("CUSTOM", "d2 both new", false),
                use("a2", "both", "new"));

        assertThat(operations(edit))
                .containsExactly(
                        "replace /authorizerId a2", "remove /authorizationScopes old", "add /authorizationScopes new");
    }

    @Test
    void aKeyAloneLeavesTheAuthorizerAsItIs() {
        var before = new ConfiguredMethod("r1", "CUSTOM", "theirs", new TreeSet<>(), false);

        var edit = MethodEdit.of(
                READ,
                before,
                new MethodState("CUSTOM", "#theirs", false),
                new MethodState("CUSTOM", "#theirs", true),
                Optional.empty());

        assertThat(operations(edit)).containsExactly("replace /apiKeyRequired true");
    }

    @Test
    void nothingIsWrittenWhereTheAuthorizerIsNotKnown() {
        assertThat(MethodEdit.of(READ, NONE, OPEN, new MethodState("CUSTOM", "d1", false), Optional.empty()))
                .isEmpty();
        assertThat(operations(MethodEdit.of(READ, NONE, OPEN, IAM, Optional.empty())))
                .containsExactly("replace /authorizationType AWS_IAM");
    }

    private static Wanted closing(Map<MethodKey, MethodState> closed, WantedAuthorizers authorizers) {
        return new Wanted(
                new TreeMap<>(closed),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                new TreeSet<>(Set.of("prod")),
                true,
                "",
                "",
                authorizers);
    }

    private static List<String> names(Wanted wanted, ExistingApi api) {
        return Planner.plan(wanted(wanted), found(api)).changes().stream()
                .map(one -> one.getClass().getSimpleName())
                .toList();
    }

    @Test
    void whatIsMissingIsMadeFirstAndNothingElseWaitsForIt() {
        var api = served(Map.of(READ, OPEN, HEALTH, OPEN), Optional.empty());
        var missing = List.of(new Made("partner", authorizer("partner-aa1"), List.of()));
        var wanted = closing(Map.of(HEALTH, IAM), new WantedAuthorizers(missing, new TreeMap<>(), new TreeSet<>()));

        assertThat(names(wanted, api)).containsExactly("CreateAuthorizer", "UpdateMethod", "Deploy");
        assertThat(names(wanted, with(api, "a1", authorizer("partner-aa1"))))
                .as("one of that name is there, and is to be noted")
                .containsExactly("UpdateMethod", "Deploy");
    }

    @Test
    void whatIsGoneIsTakenAwayBeforeAnotherIsMadeUnlessAMethodHasIt() {
        var api = with(served(Map.of(READ, OPEN), Optional.empty()), "a1", authorizer("old"));
        var missing = List.of(new Made("partner", authorizer("partner-aa1"), List.of()));
        var gone = new WantedAuthorizers(missing, new TreeMap<>(), new TreeSet<>(Set.of("a1", "a9")));

        var plan = Planner.plan(wanted(closing(Map.of(READ, IAM), gone)), found(api));

        assertThat(plan.changes().getFirst()).isEqualTo(new RestApiChange.RemoveAuthorizer("a1b2c3", "a1"));
        assertThat(plan.changes().get(1)).isInstanceOf(RestApiChange.CreateAuthorizer.class);
        assertThat(plan.differences())
                .contains(new Difference("", "authorizers[old]", "there", "gone"))
                .noneMatch(line -> line.field().contains("a9"));
        assertThat(names(
                        closing(Map.of(), gone),
                        api.withMethod(READ, NONE.withAuthorizer("CUSTOM", "a1", new TreeSet<>()))))
                .containsExactly("CreateAuthorizer");
    }

    @Test
    void noOtherChangeReliesOnAnAuthorizer() {
        assertThat(List.of(
                        new RestApiChange.CreateAuthorizer("a1b2c3", authorizer("partner-aa1"), List.of()),
                        new RestApiChange.RemoveAuthorizer("a1b2c3", "a1")))
                .allMatch(Change::isAlone);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.KEY;
import static dev.apiaccess.testing.Paper.PLAN;
import static dev.apiaccess.testing.Paper.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.StatementRenderer;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a unit while its objects are paused, rejected, or being deleted. AWS holds what was declared at first. */
class DesiredObjectsTest {

    private static final String DELETED =
            "deletionTimestamp: '2026-03-01T00:00:00Z', finalizers: [apiaccess.dev/cleanup]";
    private static final String PAUSED = "annotations: {apiaccess.dev/paused: 'true'}";

    private static final String ADMITTED = "status: {connection: prod, admittedBy: {tenant: shop}}";

    private final Paper paper = new Paper();

    private List<Statement> written = List.of();

    @BeforeEach
    void allIsWritten() {
        written = Paper.statements((Desired.Policy) paper.of(POLICY));
        paper.holds(written);
    }

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void anObjectThatIsBeingDeletedLeaves() {
        paper.change("b: {metadata: {" + DELETED + "}}");

        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a");
    }

    @Test
    void orLeavesItsStatementsBehind() {
        paper.change("b: {metadata: {" + DELETED + "}, spec: {deletionPolicy: Retain}}");

        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");
        assertThat(sids()).last().asString().startsWith("ar");
    }

    @Test
    void aPausedObjectKeepsWhatItHasAlsoWhenItIsEditedOrDeleted() {
        for (var metadata : List.of(PAUSED, PAUSED + ", " + DELETED)) {
            paper.change("b: {metadata: {" + metadata + "}, spec: {rules: {0: {paths: [/edited]}}}}");

            assertThat(Paper.paths(paper.of(POLICY))).as(metadata).containsExactly("/a", "/b");
        }
    }

    @Test
    void anObjectThatIsRejectedKeepsWhatMatchesItsDigest() {
        paper.change("b: {spec: {futureField: 1}, status: {policies: [{principal: role/apps/web, digest: " + digest("b")
                + "}]}}");

        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");
    }

    @Test
    void andNotWhatSomebodyChanged() {
        paper.change("b: {spec: {futureField: 1}, status: {policies: [{principal: role/apps/web, digest: other}]}}");

        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a");
    }

    /** Our own write may be newer than the status: it was edited, and rejected before a pass saw that AWS holds the edit. */
    @Test
    void aStatusThatLagsBehindOurOwnWriteTakesNothingAway() {
        var stale = "policies: [{principal: role/apps/web, digest: before-the-edit}]";
        for (var status : List.of(
                "observedGeneration: 1, " + stale,
                "observedGeneration: 2, conditions: [{type: Accepted, status: 'True'}, {type: Synced, status: 'False'}], "
                        + stale,
                "observedGeneration: 2, conditions: [{type: Accepted, status: Unknown}, {type: Synced, status: 'False'}], "
                        + stale)) {
            paper.change("b: {metadata: {generation: 2}, spec: {futureField: 1}, status: {" + status + "}}");

            assertThat(Paper.paths(paper.of(POLICY))).as(status).containsExactly("/a", "/b");
        }
    }

    @Test
    void fromThenOnItIsKnownByWhatItHasAndNotByWhatSomebodyAdds() {
        paper.change(
                "b: {metadata: {generation: 2}, spec: {futureField: 1}, status: {observedGeneration: 1, connection:"
                        + " prod, policies: [{principal: role/apps/web, digest: before-the-edit}]}}");

        var rejected = paper.policy("b");
        var status = paper.policies().assess(rejected).status();
        rejected.setStatus(status);
        assertThat(status.policies())
                .singleElement()
                .satisfies(one -> assertThat(one.digest()).isEqualTo(digest("b")));
        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");

        var changed = new ArrayList<>(written);
        changed.set(1, Samples.allow(String.valueOf(written.get(1).sid()), "/changed"));
        paper.holds(changed);
        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a");
    }

    /** A process that begins with a rejected object whose edit the one before it wrote, before IAM was read. */
    @Test
    void norIsAnythingTakenFromItWhileItIsNotKnownWhatItHas() {
        paper.forgotten();
        paper.change(
                "b: {metadata: {generation: 2}, spec: {futureField: 1, rules: {0: {principals: [role/apps/job]}}}, status:"
                        + " {observedGeneration: 1, connection: prod, policies: [{principal: role/apps/web, digest:"
                        + " before-the-edit}]}}");
        var rejected = paper.policy("b");
        rejected.setStatus(paper.policies().assess(rejected).status());

        paper.claimedBy(Paper.FINGERPRINT);
        paper.foreignKeys(Map.of());
        paper.holds(written);
        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");
    }

    @Test
    void anObjectThatIsRejectedAndLostItsStatusKeepsWhatItHas() {
        paper.change("b: {spec: {futureField: 1}}");

        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");
    }

    @Test
    void anEditThatAsksForTooMuchTakesNothingAwayAlsoWhereWithdrawalsRevoke() {
        for (var word : List.of("Freeze", "Revoke")) {
            paper.change("b: {spec: {rules: {0: {effect: Deny}}}, " + status("b")
                    + "}\nconnection: {spec: {tenants: {0: {onWithdrawal: " + word + "}}}}");

            assertThat(Paper.paths(paper.of(POLICY))).as(word).containsExactly("/a", "/b");
        }
    }

    @Test
    void whatIsNotAdmittedAnyMoreIsFrozen() {
        paper.change("{a: {" + status("a") + "}, b: {" + status("b")
                + "}, connection: {spec: {tenants: {0: {principals: [role/other/*]}}}}}");

        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");
    }

    /** However the namespace lost its admission, and whatever the objects say meanwhile. */
    @Test
    void orRevokedWhenItsTenantSaysSo() {
        var revoke = "onWithdrawal: Revoke";
        var withdrawals = List.of(
                "connection: {spec: {tenants: {0: {principals: [role/other/*], " + revoke + "}}}}",
                "connection: {spec: {tenants: {0: {apis: {0: {restApiName: quotes}}, " + revoke + "}}}}",
                "connection: {spec: {tenants: {0: {apis: {0: {stages: [dev]}}, " + revoke + "}}}}",
                "connection: {spec: {tenants: {0: {may: [Key], " + revoke + "}}}}",
                "connection: {spec: {tenants: {0: {namespaces: {matchLabels: {team: other}}, " + revoke + "}}}}",
                "connection: {spec: {tenants: {0: {" + revoke + "}}}}, namespaces: {shop: {team: null}}",
                "connection: {spec: {tenants: {0: {name: another, namespaces: {matchLabels: {team: other}}}}}}");
        var evasions = List.of(
                "metadata: {" + PAUSED + "}",
                "spec: {mode: Plan}",
                "spec: {driftPolicy: Report}",
                "spec: {connectionRef: {name: other}}",
                "spec: {futureField: 1}",
                "spec: {api: {restApiName: gone}}",
                "metadata: {" + DELETED + "}, spec: {deletionPolicy: Retain}");
        for (var withdrawal : withdrawals) {
            for (var evasion : evasions) {
                paper.change(
                        "{a: {" + evasion + ", " + status("a") + "}, b: {" + status("b") + "}, " + withdrawal + "}");

                assertThat(paper.of(POLICY)).as(withdrawal + "\n" + evasion).isInstanceOf(Desired.Absent.class);
            }
        }
    }

    @Test
    void aWithdrawnKeyIsCutOffWhateverItsGrantSays() {
        paper.holds(KEY, inPlan("p-gold"));
        for (var grant : List.of(
                "metadata: {" + PAUSED + "}",
                "spec: {mode: Plan}",
                "spec: {futureField: 1}",
                "metadata: {" + DELETED + "}, spec: {deletionPolicy: Retain}")) {
            paper.change("{app: {" + grant + ", " + ADMITTED
                    + "}, connection: {spec: {tenants: {0: {may: [Grant, Retain], onWithdrawal: Revoke}}}}}");

            assertThat(paper.of(KEY)).as(grant).isInstanceOfSatisfying(Desired.Key.class, key -> {
                assertThat(key.newest().key().enabled()).isFalse();
                assertThat(key.newest().key().planIds()).isEmpty();
            });
        }
    }

    /** Where the tenant takes back, what is deleted stays only with its word. */
    @Test
    void withoutTheWordARetainedKeyGoesWithItsGrant() {
        paper.world().note(KEY, inPlan("p-gold"));
        var deleted = "{app: {metadata: {" + DELETED + "}, spec: {deletionPolicy: Retain}, " + ADMITTED
                + "}, connection: {spec: {tenants: {0: {may: [%s], onWithdrawal: %s}}}}}";

        paper.change(deleted.formatted("Grant, RateLimit, Key", "Revoke"));
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Absent.class);
        paper.change(deleted.formatted("Grant, RateLimit, Key, Retain", "Revoke"));
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Undecided.class);
        paper.change(deleted.formatted("Grant, RateLimit, Key", "Freeze"));
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Undecided.class);
    }

    @Test
    void aWithdrawnPlanGoesAfterTheKeysInIt() {
        paper.holds(KEY, inPlan("p-gold"));
        var withdrawn = "connection: {spec: {tenants: {0: {may: [Grant, Key], onWithdrawal: Revoke}}}}";
        for (var limit : List.of(
                "spec: {}",
                "metadata: {" + PAUSED + "}",
                "metadata: {" + DELETED + "}, spec: {deletionPolicy: Retain}")) {
            paper.holds(KEY, inPlan("p-gold"));
            paper.change(
                    "{gold: {" + limit + ", " + ADMITTED + "}, app: {metadata: {" + PAUSED + "}}, " + withdrawn + "}");

            undecided(PLAN, "1 API key is being taken out of it (shop/app)");
            assertThat(paper.of(KEY))
                    .as(limit)
                    .isInstanceOfSatisfying(
                            Desired.Key.class,
                            key -> assertThat(key.newest().key().planIds()).isEmpty());

            paper.holds(KEY, inPlan());
            assertThat(paper.of(PLAN)).as(limit).isInstanceOf(Desired.Absent.class);
        }
    }

    /** The edit is admitted, so that grants would take the plan for theirs; AWS still holds what is not. */
    @Test
    void aPauseAndAnEditKeepNoPlanThatIsTooWide() {
        var limited =
                "connection: {spec: {tenants: {0: {limits: {rate: {requests: 50, per: 1s}}, onWithdrawal: Revoke}}}}";
        for (var evasion : List.of("metadata: {" + PAUSED + "}, spec: {", "spec: {mode: Plan, ")) {
            for (var grant : List.of("spec: {}", "spec: {rateLimits: {0: {name: other}}}")) {
                paper.holds(KEY, inPlan("p-gold"));
                paper.change("{gold: {" + evasion + "rate: {requests: 10, per: 1s}}, " + ADMITTED + "}, app: {" + grant
                        + ", status: {connection: prod, admittedBy: {tenant: shop}, plans: [{name: gold, namespace: shop}]}}, "
                        + limited + "}");

                assertThat(paper.of(KEY))
                        .as(evasion + grant)
                        .isInstanceOfSatisfying(
                                Desired.Key.class,
                                key -> assertThat(key.newest().key().planIds()).isEmpty());

                paper.holds(KEY, inPlan());
                assertThat(paper.of(PLAN)).as(evasion + grant).isInstanceOf(Desired.Absent.class);
            }
        }
    }

    @Test
    void whatIsInARegionThatTheConnectionNoLongerNamesGoes() {
        paper.holds(KEY, inPlan("p-gold"));
        paper.change("{a: {" + status("a") + "}, b: {" + status("b") + "}, gold: {" + ADMITTED + "}, app: {" + ADMITTED
                + "}, connection: {spec: {regions: [eu-west-3], tenants: {0: {onWithdrawal: Revoke}}}}}");

        assertThat(paper.of(POLICY)).isInstanceOf(Desired.Absent.class);
        assertThat(paper.of(KEY)).isInstanceOfSatisfying(Desired.Key.class, key -> {
            assertThat(key.newest().key().enabled()).isFalse();
            assertThat(key.newest().key().planIds()).isEmpty();
        });
        undecided(PLAN, "1 API key is being taken out of it (shop/app)");

        paper.holds(KEY, inPlan());
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Absent.class);
    }

    @Test
    void orStaysWhereWithdrawalsFreeze() {
        paper.holds(KEY, inPlan("p-gold"));
        paper.change("{a: {" + status("a") + "}, b: {" + status("b") + "}, gold: {" + ADMITTED + "}, app: {" + ADMITTED
                + "}, connection: {spec: {regions: [eu-west-3]}}}");

        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Undecided.class);
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Undecided.class);
    }

    @Test
    void anApiThatAListingDoesNotShowTakesNothingAway() {
        paper.noApis();
        paper.change("{a: {" + status("a") + "}, b: {" + status("b") + "}, gold: {" + ADMITTED
                + "}, connection: {spec: {tenants: {0: {apis: {0: {restApiName: orders}}, onWithdrawal: Revoke}}}}}");

        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Undecided.class);
    }

    /** What does not fit keeps what it has, but not what is taken back; what fits is served all the same. */
    @Test
    void whatIsTooLargeLosesWhatIsWithdrawn() {
        var many = IntStream.range(0, 32)
                .mapToObj(path -> "/b/" + "long".repeat(12) + path)
                .collect(Collectors.joining(", ", "[", "]"));
        var tooLarge = "b: {spec: {api: {stages: [prod, dev]}, rules: {0: {methods: [GET, PUT], paths: " + many
                + "}}}, " + status("b") + "}";
        paper.stages("prod", "dev");

        paper.change("{" + tooLarge + ", a: {" + status("a") + "}}");
        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a", "/b");

        // Its statement in AWS is about prod, of which nobody admits anything any more; what it asks for now is in dev.
        paper.change("{" + tooLarge.replace("[prod, dev]", "[dev]").replace("[GET, PUT]", "[GET, PUT, POST, DELETE]")
                + ", a: {" + status("a") + "}, connection: {spec: {tenants: {0: {apis: {0: {stages: [dev]}},"
                + " onWithdrawal: Revoke}}}}}");
        assertThat(paper.of(POLICY)).isInstanceOf(Desired.Absent.class);
    }

    @Test
    void aPlanThatIsWiderThanItsTenantMayHaveNowGoesToo() {
        for (var limits : List.of("rate: {requests: 99, per: 1s}", "burst: 199", "quotaPerDay: 1000")) {
            paper.change("{gold: {" + ADMITTED + "}, connection: {spec: {tenants: {0: {limits: {" + limits
                    + "}, onWithdrawal: Revoke}}}}}");

            assertThat(paper.of(PLAN)).as(limits).isInstanceOf(Desired.Absent.class);
        }
    }

    @Test
    void aRuleThatMovedToAnotherRoleLeavesTheFirst() {
        paper.change("b: {spec: {rules: {0: {principals: [role/apps/job]}}}}");

        assertThat(Paper.paths(paper.of(POLICY))).containsExactly("/a");
    }

    @Test
    void aPausedPlanAndKeyAreNotTouched() {
        paper.change("{gold: {metadata: {" + PAUSED + "}}, app: {metadata: {" + PAUSED + "}}}");

        undecided(PLAN, "paused");
        undecided(KEY, "paused");
    }

    @Test
    void aPlanGoesAfterItsKeys() {
        paper.change("gold: {metadata: {" + DELETED + "}}");
        undecided(
                PLAN,
                "1 grant uses it (shop/app): delete it or take this tier out of it, or set the annotation apiaccess.dev/force"
                        + " to cut it off");

        paper.change("{gold: {metadata: {" + DELETED + "}}, app: null}");
        assertThat(paper.of(PLAN)).isEqualTo(new Desired.Absent(PLAN, "ApiRateLimit/shop/gold"));

        paper.holds(KEY, inPlan("p-gold"));
        undecided(
                PLAN,
                "1 API key whose grant is gone is in it (shop/app): take them out in AWS, or set the annotation"
                        + " apiaccess.dev/force to cut them off");
        paper.change("{gold: {metadata: {annotations: {apiaccess.dev/force: ''}, " + DELETED + "}}, app: null}");
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Absent.class);
    }

    @Test
    void aPlanWithKeysOfOthersGoesOnlyByForce() {
        paper.foreignKeys(Map.of("p-gold", Set.of("partner k9")));
        paper.change("{gold: {metadata: {" + DELETED + "}}, app: null}");
        undecided(
                PLAN,
                "1 API key that is not ours is in it (partner k9): take them out in AWS, or set the annotation"
                        + " apiaccess.dev/force to cut them off");

        paper.change("{gold: {metadata: {annotations: {apiaccess.dev/force: ''}, " + DELETED + "}}, app: null}");
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Absent.class);
    }

    @Test
    void byForceTheKeyLeavesThePlanFirst() {
        paper.holds(KEY, inPlan("p-gold"));
        paper.change("gold: {metadata: {annotations: {apiaccess.dev/force: ''}, " + DELETED + "}}");

        undecided(PLAN, "1 API key is being taken out of it (shop/app)");
        assertThat(paper.of(KEY))
                .isInstanceOfSatisfying(
                        Desired.Key.class,
                        key -> assertThat(key.newest().key().planIds()).isEmpty());

        paper.holds(KEY, inPlan());
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Absent.class);
    }

    @Test
    void whatIsRetainedIsNotTouched() {
        paper.change("{gold: {metadata: {" + DELETED + "}, spec: {deletionPolicy: Retain}}, app: {metadata: {" + DELETED
                + "}, spec: {deletionPolicy: Retain}}}");

        undecided(PLAN, "retained");
        undecided(KEY, "retained");
    }

    @Test
    void aKeyWaitsForItsValueAndItsPlan() {
        paper.holds(PLAN, new Observed.Plan(List.of()));
        undecided(KEY, "the usage plan is not there yet");

        paper.valueIsNotStored();
        undecided(KEY, "the value is not stored yet");
    }

    @Test
    void aRejectedPlanIsNotTouched() {
        paper.change("gold: {spec: {apis: {0: {stage: dev}}}}");

        undecided(PLAN, "API orders (a1b2c3) has no stage dev: deploy it, or name one of prod");
    }

    private String status(String name) {
        return "status: {connection: prod, admittedBy: {tenant: shop, onWithdrawal: Revoke}, policies: [{principal:"
                + " role/apps/web, digest: " + digest(name) + "}]}";
    }

    private static Observed.Key inPlan(String... planIds) {
        return new Observed.Key(List.of(new ExistingKey(
                "k-1", Samples.key("app", true, planIds).newest().key())));
    }

    private List<String> sids() {
        return Paper.statements((Desired.Policy) paper.of(POLICY)).stream()
                .map(Statement::sid)
                .map(String::valueOf)
                .toList();
    }

    private String digest(String name) {
        var owner = paper.store().policy("shop", name).map(AccessIntents::owner).orElseThrow();
        return StatementRenderer.digest(Sids.statementsOf(PolicyDocument.of(written), owner));
    }

    private void undecided(UnitKey unit, String why) {
        assertThat(paper.of(unit)).isEqualTo(new Desired.Undecided(unit, why));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static dev.apiaccess.testing.Paper.KEY;
import static dev.apiaccess.testing.Paper.PLAN;
import static dev.apiaccess.testing.Paper.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.plan.PolicyChange;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.MemoryKeyStore;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.View;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What bears our mark and is wanted by no object, and nothing else: whoever reads of it may delete it. */
class OrphansTest {

    private static final String NOBODY = "namespaces: {shop: {team: else}}";
    private static final String REVOKE = "connection: {spec: {orphans: Revoke}}";

    private final MemoryKeyStore values = new MemoryKeyStore();
    private final AtomicLong nanos = new AtomicLong();
    private final Paper paper = new Paper(Clock.fixed(Paper.NOW, ZoneOffset.UTC), nanos::get, null, values);

    OrphansTest() {
        values.holds(KeyHistory.of(revision(1, Optional.of("k-1"))));
    }

    @AfterEach
    void close() {
        paper.close();
    }

    private static KeyRevision revision(int number, Optional<String> id) {
        return new KeyRevision(
                number, Samples.value("app-" + number), Optional.of(Paper.NOW), id, Optional.empty(), Optional.empty());
    }

    private static ExistingKey key(String id, int revision) {
        var named = Samples.key("app", true, "p-gold").newest().key();
        return new ExistingKey(
                id,
                new ApiKey(
                        Samples.NAMING.keyName("shop", "app", revision), named.description(), true, named.planIds()));
    }

    private void keys(ExistingKey... keys) {
        paper.world().note(KEY, new Observed.Key(List.of(keys)));
    }

    private static String serving(String id, String annotations) {
        return "app: {metadata: {annotations: {" + annotations + "}}, status: {connection: prod, apiKeyId: " + id
                + "}}";
    }

    private List<String> lines() {
        return new Orphans(paper.store(), paper.world(), paper.desired())
                .of(FakeAws.ACCOUNT, paper.snapshot()).stream()
                        .map(Orphans.Orphan::line)
                        .toList();
    }

    private List<Change> planned(UnitKey unit) {
        return Planner.plan(paper.of(unit), ((View.Known) paper.world().view(unit)).observed())
                .changes();
    }

    /** Both keys of an overlap are wanted, whichever comes first in AWS. */
    @Test
    void aRotationHasNone() {
        paper.change(serving("k-1", ""));
        values.holds(KeyHistory.of(revision(1, Optional.of("k-1"))).with(revision(2, Optional.empty())));
        keys(key("k-0", 2), key("k-1", 1));
        assertThat(lines()).as("made, and not noted yet").isEmpty();
        paper.change(serving("k-1", "apiaccess.dev/paused: \"true\""));
        assertThat(lines()).as("paused before it was noted").isEmpty();

        values.holds(KeyHistory.of(revision(1, Optional.of("k-1"))).with(revision(2, Optional.of("k-0"))));
        for (var id : List.of("k-1", "k-0")) {
            paper.change(serving(id, ""));
            assertThat(lines()).as("serving " + id).isEmpty();
            paper.change(serving(id, "apiaccess.dev/paused: \"true\""));
            assertThat(lines()).as("paused, serving " + id).isEmpty();
        }

        values.holds(KeyHistory.of(revision(2, Optional.of("k-0"))));
        paper.change(serving("k-0", ""));
        assertThat(lines()).as("the old one is being taken away").isEmpty();
    }

    @Test
    void aCopyOfAKeyIsOneAndTheKeyIsNot() {
        paper.change(serving("k-1", ""));
        keys(key("k-0", 1), key("k-1", 1));

        assertThat(lines()).containsExactly("API key k-0: ApiKeyGrant shop/app has k-1 already");
    }

    @Test
    void aKeyWithoutAGrantIsOne() {
        paper.change("app: null");
        keys(key("k-1", 1), new ExistingKey("k-2", key("k-2", 2).key().withEnabled(false)));

        assertThat(lines())
                .containsExactly(
                        "API key k-1: there is no ApiKeyGrant shop/app",
                        "API key k-2 (disabled): there is no ApiKeyGrant shop/app");
    }

    /** Somebody else's finalizer keeps an object that stands for nothing any more. */
    @Test
    void anObjectThatWeAreDoneWithOwnsNothing() {
        keys(key("k-1", 1));
        var deleted = "app: {metadata: {deletionTimestamp: \"2026-03-01T00:00:00Z\", finalizers: [%s]}}";
        paper.change(deleted.formatted("example.com/keep"));
        assertThat(lines()).containsExactly("API key k-1: there is no ApiKeyGrant shop/app");

        paper.change(deleted.formatted("apiaccess.dev/cleanup"));
        assertThat(lines()).isEmpty();
    }

    @Test
    void anotherPlanThanTheNotedOneIsOneWhicheverComesFirst() {
        var plan = Samples.plan("gold", 100, "prod").plan();
        var both = List.of(new ExistingPlan("p-a", plan), new ExistingPlan("p-gold", plan));
        paper.world().note(PLAN, new Observed.Plan(both));
        assertThat(lines()).as("nobody knows which is whose").isEmpty();

        paper.change("gold: {status: {connection: prod, usagePlanId: p-gold}}");
        assertThat(lines()).containsExactly("usage plan p-a: ApiRateLimit shop/gold has p-gold already");
    }

    /** What the objects {@code a} and {@code b} have, that of the first retained. */
    private List<Statement> retained() {
        var statements = new ArrayList<Statement>();
        Paper.statements((Desired.Policy) paper.of(POLICY)).forEach(one -> {
            var sid = Objects.requireNonNull(one.sid());
            statements.add(statements.isEmpty() ? one.withSid("ar" + sid.substring(2)) : one);
        });
        return statements;
    }

    @Test
    void aRetainedStatementIsOneAndOneOfALivingObjectIsNot() {
        var statements = retained();
        paper.holds(statements);
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("statement " + statements.getFirst().sid() + " for role/apps/web: it was retained");

        paper.change("b: null");
        assertThat(lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).endsWith("there is no such ApiAccessPolicy in namespace shop"));
    }

    /** The account was listed once more, and its connection is assessed a moment later. */
    private void listed(int minutes) {
        var later = Duration.ofMinutes(minutes);
        paper.keys(Paper.NOW.plus(later), List.of(key("k-1", 1)));
        nanos.set(later.plusSeconds(1).toNanos());
        assessed();
    }

    private void assessed() {
        var orphans = new Orphans(paper.store(), paper.world(), paper.desired()).of(FakeAws.ACCOUNT, paper.snapshot());
        paper.desired()
                .keys()
                .revocation()
                .seen(
                        FakeAws.ACCOUNT,
                        orphans.stream().map(Orphans.Orphan::unit).collect(Collectors.toSet()));
    }

    @Test
    void aKeyThatNobodyWantsIsSwitchedOffAfterTheSecondLook() {
        paper.change("app: null", REVOKE, NOBODY);
        listed(5);
        listed(10);
        assertThat(paper.of(KEY)).as("seen once").isInstanceOf(Desired.Undecided.class);

        listed(15);
        assertThat(planned(KEY)).singleElement().isInstanceOf(ApiKeyChange.UpdateApiKey.class);
        assertThat(planned(KEY).getFirst().revokes()).isTrue();
    }

    /** Whoever sets it sees first what it will take. */
    @Test
    void whatWasKnownForLongWaitsForTwoLooksSinceTheSettingCame() {
        paper.change("app: null", NOBODY);
        listed(5);
        listed(10);
        listed(15);

        paper.change("app: null", NOBODY, REVOKE);
        assessed();
        assertThat(planned(KEY)).as("just set").isEmpty();
        listed(20);
        assertThat(planned(KEY)).as("seen once since").isEmpty();
        listed(25);
        assertThat(planned(KEY)).hasSize(1);
    }

    @Test
    void norDoesANamespaceThatIsAdmittedNoMoreLoseAtOnceWhatNobodyWanted() {
        paper.change("app: null", REVOKE);
        listed(5);
        listed(10);
        listed(15);

        paper.change("app: null", REVOKE, NOBODY);
        assessed();
        listed(20);
        assertThat(planned(KEY)).as("seen once since").isEmpty();

        paper.change("app: null", REVOKE);
        assessed();
        paper.change("app: null", REVOKE, NOBODY);
        assessed();
        listed(25);
        assertThat(planned(KEY)).as("admitted in between").isEmpty();
        listed(30);
        assertThat(planned(KEY)).hasSize(1);
    }

    @Test
    void nothingIsTakenWhereItIsKeptOrTheNamespaceIsAdmittedOrTheAccountWasJustTakenOver() {
        var justTaken = "connection: {status: {accountId: \"111122223333\", takenOverAt: \"%s\"}}";
        for (var patches : List.of(
                List.of("app: null", NOBODY),
                List.of("app: null", NOBODY, "connection: {spec: {orphans: Keep}}"),
                List.of("app: null", REVOKE),
                List.of(REVOKE, NOBODY),
                List.of(
                        "app: null",
                        REVOKE,
                        NOBODY,
                        "connection: {metadata: {annotations: {apiaccess.dev/take-over: \"1\"}}}"),
                List.of("app: null", REVOKE, NOBODY, justTaken.formatted("2026-02-28T00:00:01Z")))) {
            paper.change(patches.toArray(String[]::new));
            listed(5);
            listed(10);
            listed(15);
            assertThat(planned(KEY)).as(patches.toString()).isEmpty();
        }
        paper.change("app: null", REVOKE, NOBODY, justTaken.formatted("2026-02-28T00:00:00Z"));
        listed(20);
        listed(25);
        listed(30);
        assertThat(planned(KEY)).as("a day later").hasSize(1);
    }

    /** Where nothing else is in the policy it stays as it is and leaves the principal; nothing is deleted. */
    @Test
    void aRetainedStatementLosesItsEffect() {
        var one = retained().subList(0, 1);
        paper.holds(one);
        paper.change("a: null", "b: null", REVOKE, NOBODY);
        policyListed(1, one);
        policyListed(2, one);
        assertThat(planned(POLICY)).as("seen once").isEmpty();

        policyListed(3, one);
        assertThat(planned(POLICY)).singleElement().isInstanceOf(PolicyChange.DetachPolicy.class);
    }

    private void policyListed(int minutes, List<Statement> statements) {
        var later = Duration.ofMinutes(minutes);
        paper.listedAgain(Paper.NOW.plus(later));
        nanos.set(later.plusSeconds(1).toNanos());
        paper.holds(statements);
        paper.desired().keys().revocation().seen(FakeAws.ACCOUNT, Set.of(POLICY));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Observed;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.world.View;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Random lives of a key: edits, rotations, ends, crashes at any write, lost answers of AWS, deleted and edited Secrets, clocks that
 * jump. Whatever comes, the consumer's Secret holds a key that works, or the grant says why not.
 */
class KeyHistoriesTest {

    enum Action {
        RECONCILE,
        WORK,
        WORK_WITHOUT_ANSWER,
        REFUSED_BY_AWS,
        SEEN,
        CRASH_BEFORE_WRITE,
        CRASH_AFTER_WRITE,
        CRASH_BEFORE_SECOND_WRITE,
        MINUTE,
        HOUR,
        DAY,
        CLOCK_GOES_BACK,
        ROTATE,
        OFF,
        ON,
        NO_OVERLAP,
        LONG_OVERLAP,
        DAILY,
        END_SOON,
        NO_END,
        OWN_SECRET_DELETED,
        CONSUMERS_SECRET_DELETED,
        CONSUMERS_SECRET_EDITED
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void theConsumerHasAKeyThatWorks(@ForAll("lives") List<Action> actions) {
        try (var life = new Life()) {
            for (var action : actions) {
                life.does(action);
            }
            life.comesToRest();
        }
    }

    @Provide
    Arbitrary<List<Action>> lives() {
        // What happens all the time, and what happens now and then.
        var weighted = new ArrayList<>(List.of(Action.values()));
        weighted.addAll(Collections.nCopies(11, Action.RECONCILE));
        weighted.addAll(Collections.nCopies(11, Action.WORK));
        weighted.addAll(Collections.nCopies(11, Action.SEEN));
        weighted.addAll(Collections.nCopies(7, Action.MINUTE));
        weighted.addAll(Collections.nCopies(3, Action.HOUR));
        weighted.addAll(Collections.nCopies(3, Action.ROTATE));
        return Arbitraries.of(weighted).list().ofMinSize(20).ofMaxSize(120);
    }

    private static final class Life implements AutoCloseable {

        /** A key of AWS works two minutes after it came into a plan at the latest. */
        private static final Duration PROPAGATION = Duration.ofMinutes(2);

        private record Held(ApiKey key, KeyValue value, Duration since) {}

        private final ManualClock clock = new ManualClock(Paper.NOW);
        private final MemoryKeyStore secrets = new MemoryKeyStore();
        private final Paper paper = new Paper(clock, secrets);
        private final Map<String, Held> aws = new TreeMap<>();
        private final Set<String> values = new HashSet<>();
        private final List<String> told = new ArrayList<>();
        private Duration elapsed = Duration.ZERO;
        private @Nullable ApiKeyGrantStatus status;
        private int generation = 1;
        private int requests;
        private int ids;
        private String state = "Active";
        private String rotation = "{overlap: 24h}";
        private @Nullable Instant end;
        private boolean submitted;
        private boolean mustLook;
        /** The Secret was changed by others, and nobody has looked since. */
        private boolean tampered;
        /** No key worked, on purpose or because its value was lost. */
        private boolean recovering = true;

        Life() {
            look();
            apply();
        }

        void does(Action action) {
            told.add(action.name());
            switch (action) {
                case RECONCILE -> reconcile();
                case WORK -> work(true);
                case WORK_WITHOUT_ANSWER -> work(false);
                case REFUSED_BY_AWS -> mustLook = true;
                case SEEN -> secrets.seen();
                case CRASH_BEFORE_WRITE -> crash(0, false);
                case CRASH_AFTER_WRITE -> crash(0, true);
                case CRASH_BEFORE_SECOND_WRITE -> crash(1, false);
                case MINUTE -> passes(Duration.ofMinutes(1));
                case HOUR -> passes(Duration.ofHours(1));
                case DAY -> passes(Duration.ofDays(1));
                case CLOCK_GOES_BACK -> clock.advance(Duration.ofDays(-1));
                case ROTATE -> {
                    requests++;
                    apply();
                }
                case OFF, ON -> edit(() -> state = action == Action.OFF ? "Disabled" : "Active");
                case NO_OVERLAP -> edit(() -> rotation = "{overlap: 0s}");
                case LONG_OVERLAP -> edit(() -> rotation = "{overlap: 24h}");
                case DAILY -> edit(() -> rotation = "{interval: 24h, overlap: 1h}");
                case END_SOON -> edit(() -> end = clock.instant().plus(Duration.ofMinutes(30)));
                case NO_END -> edit(() -> end = null);
                case OWN_SECRET_DELETED -> {
                    secrets.deleteOwn();
                    lostIfBothAreGone();
                }
                case CONSUMERS_SECRET_DELETED -> tamper(Optional.empty());
                case CONSUMERS_SECRET_EDITED ->
                    tamper(Optional.of(
                            new KeyStore.Handed(new KeyValue("somebody-elses-value-0001"), Optional.empty())));
            }
            check();
        }

        /** Nobody does anything any more: then all is as it shall be, in the end. */
        void comesToRest() {
            told.add("REST");
            for (var round = 0; round < 80; round++) {
                secrets.seen();
                reconcile();
                check();
                while (submitted) {
                    work(true);
                    check();
                }
                passes(Duration.ofMinutes(30));
                check();
            }
            secrets.seen();
            reconcile();
            if (works()) {
                assertThat(ready())
                        .as("Ready, in the end, after %s: %s", told, status)
                        .isEqualTo("True");
                assertThat(accepted()).as("the key works in the end: %s", told).isTrue();
            } else {
                assertThat(enabled()).as("no key works in the end: %s", told).isZero();
            }
        }

        private void reconcile() {
            try {
                var assessment = paper.grants().assess(paper.app());
                status = assessment.status();
                submitted |= !assessment.submit().isEmpty();
                apply();
                assertThat(values).as("no value in status").noneMatch(status.toString()::contains);
                secrets.own()
                        .ifPresent(own -> own.revisions()
                                .forEach(one -> values.add(one.value().reveal())));
                if (ready().equals("True") && works() && secrets.consumer().isPresent()) {
                    tampered = false;
                    assertThat(accepted())
                            .as("what is Ready works, after %s: %s", told, status)
                            .isTrue();
                    recovering = false;
                }
            } catch (MemoryKeyStore.Crash _) {
                // Status was not written; the next one starts from what is there.
                told.add("crashed");
                submitted = false;
            }
        }

        /** One call, as the executor makes it: what is wanted is looked at right before. */
        private void work(boolean answered) {
            if (!submitted) {
                return;
            }
            if (mustLook) {
                look();
                mustLook = false;
            }
            if (!(paper.world().view(Paper.KEY) instanceof View.Known known)
                    || paper.of(Paper.KEY) instanceof Desired.Undecided) {
                submitted = false;
                return;
            }
            var plan = Planner.plan(paper.of(Paper.KEY), known.observed());
            if (plan.changes().isEmpty()) {
                submitted = false;
                return;
            }
            var change = plan.changes().getFirst();
            assertThat(values).as("no value in the audit log").noneMatch(change.text()::contains);
            make(change);
            if (answered) {
                look();
            } else {
                mustLook = true;
            }
        }

        private void make(Change change) {
            switch (change) {
                case Change.CreateApiKey create -> {
                    assertThat(aws.values())
                            .as("AWS refuses a value twice: %s", told)
                            .noneMatch(one -> one.value().equals(create.value()));
                    aws.put("k" + ++ids, new Held(create.key().withPlanIds(new TreeSet<>()), create.value(), elapsed));
                }
                case Change.UpdateApiKey update ->
                    aws.computeIfPresent(
                            update.keyId(),
                            (_, held) -> new Held(
                                    update.key().withPlanIds(held.key().planIds()), held.value(), held.since()));
                case Change.AddKeyToPlan add ->
                    aws.computeIfPresent(add.keyId(), (_, held) -> {
                        var plans = new TreeSet<>(held.key().planIds());
                        plans.add(add.planId());
                        return new Held(held.key().withPlanIds(plans), held.value(), elapsed);
                    });
                case Change.RemoveKeyFromPlan remove ->
                    aws.computeIfPresent(remove.keyId(), (_, held) -> {
                        var plans = new TreeSet<>(held.key().planIds());
                        plans.remove(remove.planId());
                        return new Held(held.key().withPlanIds(plans), held.value(), elapsed);
                    });
                case Change.DeleteApiKey delete -> aws.remove(delete.keyId());
                case Change.TagApiKey _ -> {}
                default -> throw new AssertionError(change.text());
            }
        }

        private void look() {
            paper.world()
                    .note(
                            Paper.KEY,
                            new Observed.Key(aws.entrySet().stream()
                                    .map(one -> new ExistingKey(
                                            one.getKey(), one.getValue().key()))
                                    .toList()));
        }

        private void crash(int after, boolean withEffect) {
            secrets.crashes(after, withEffect);
            reconcile();
            secrets.crashes(-1, false);
        }

        private void passes(Duration time) {
            clock.advance(time);
            elapsed = elapsed.plus(time);
        }

        private void edit(Runnable change) {
            change.run();
            generation++;
            apply();
        }

        private void tamper(Optional<KeyStore.Handed> next) {
            secrets.editConsumer(next);
            tampered = true;
            lostIfBothAreGone();
        }

        private void lostIfBothAreGone() {
            recovering |=
                    secrets.own().isEmpty() && (tampered || secrets.consumer().isEmpty());
        }

        private void apply() {
            var annotations =
                    requests == 0 ? "" : "annotations: {apiaccess.dev/rotate-requested-at: \"" + requests + "\"}, ";
            paper.change("app: {metadata: {" + annotations + "uid: u-1, generation: " + generation + "}, spec: {state: "
                    + state + ", rotation: " + rotation + (end == null ? "" : ", expiresAt: \"" + end + "\"") + "}}");
            if (status != null) {
                paper.app().setStatus(status);
            }
        }

        private void check() {
            assertThat(enabled()).as("keys that work at once, after %s", told).isLessThanOrEqualTo(2);
            recovering |= !works();
            if (!recovering && !tampered) {
                assertThat(accepted())
                        .as("the Secret holds a key that works, after %s: %s", told, status)
                        .isTrue();
            }
        }

        private boolean works() {
            return state.equals("Active") && (end == null || clock.instant().isBefore(end));
        }

        private boolean accepted() {
            return secrets.consumer()
                    .filter(handed -> aws.values().stream()
                            .anyMatch(held -> held.value().equals(handed.value())
                                    && held.key().enabled()
                                    && held.key().planIds().contains("p-gold")
                                    && elapsed.minus(held.since()).compareTo(PROPAGATION) >= 0))
                    .isPresent();
        }

        private long enabled() {
            return aws.values().stream().filter(held -> held.key().enabled()).count();
        }

        private String ready() {
            return Conditions.find(Objects.requireNonNull(status).conditions(), ConditionType.Ready)
                    .map(io.fabric8.kubernetes.api.model.Condition::getStatus)
                    .orElse("");
        }

        @Override
        public void close() {
            paper.close();
        }
    }
}

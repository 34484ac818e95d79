// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Effects;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.status.Attempts;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.Outcome;
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
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Random lives of a key: edits, rotations, ends, crashes at any write, lost answers of AWS, lists that lag, deleted and edited
 * Secrets, imported values that change and vanish, clocks that jump. Whatever comes, the consumer's Secret holds a key that works,
 * or the grant says why not.
 */
class KeyHistoriesTest {

    enum Action {
        RECONCILE,
        WORK,
        WORK_WITHOUT_ANSWER,
        REFUSED_BY_AWS,
        SEEN,
        RESTART,
        CRASH_BEFORE_WRITE,
        CRASH_AFTER_WRITE,
        CRASH_BEFORE_SECOND_WRITE,
        LIST,
        LIST_THAT_LAGS,
        LIST_BEGINS,
        LIST_ENDS,
        MINUTE,
        HOUR,
        DAY,
        CLOCK_GOES_BACK,
        CLOCK_JUMPS_AHEAD,
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
        CONSUMERS_SECRET_EDITED,
        SOURCE_CHANGES,
        SOURCE_GOES_BACK,
        SOURCE_IS_TAKEN,
        SOURCE_VANISHES,
        KEY_IS_PLANTED
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theConsumerHasAKeyThatWorks(@ForAll("lives") List<Action> actions) {
        lives(actions, false);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void soItHasWhereTheValueIsImported(@ForAll("lives") List<Action> actions) {
        lives(actions, true);
    }

    @Example
    void aKeyThatNobodyNotedBeforeACrashIsSwitchedOffWithTheGrant() {
        lives(
                List.of(
                        Action.RECONCILE,
                        Action.SEEN,
                        Action.RECONCILE,
                        Action.SOURCE_CHANGES,
                        Action.WORK,
                        Action.SEEN,
                        Action.RECONCILE,
                        Action.OFF,
                        Action.RECONCILE,
                        Action.RESTART,
                        Action.RECONCILE,
                        Action.WORK,
                        Action.SOURCE_VANISHES,
                        Action.SOURCE_GOES_BACK,
                        Action.SEEN,
                        Action.RECONCILE,
                        Action.RECONCILE),
                true);
    }

    /** Tags were being read when the key was made, so that nothing more was told: its number is given to no other value. */
    @Example
    void aKeyOfWhichNobodyHeardLeavesItsNumberToNoOther() {
        var actions = List.of(
                Action.RECONCILE,
                Action.SEEN,
                Action.SOURCE_CHANGES,
                Action.KEY_IS_PLANTED,
                Action.LIST,
                Action.RECONCILE,
                Action.REFUSED_BY_AWS,
                Action.WORK_WITHOUT_ANSWER,
                Action.OWN_SECRET_DELETED);
        lives(actions, true);
        lives(actions, false);
    }

    private static void lives(List<Action> actions, boolean imports) {
        try (var life = new Life(imports)) {
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
        weighted.addAll(Collections.nCopies(3, Action.LIST));
        weighted.addAll(Collections.nCopies(3, Action.SOURCE_CHANGES));
        return Arbitraries.of(weighted).list().ofMinSize(20).ofMaxSize(120);
    }

    private static final class Life implements AutoCloseable {

        private static final Map<String, String> OURS =
                Samples.NAMING.tags(new OwnerRef("ApiKeyGrant", "shop", "app"), "u-1");

        private record Listing(Instant beganAt, List<ExistingKey> keys) {}

        private final ManualClock clock = new ManualClock(Paper.NOW);
        private final MemoryKeyStore secrets = new MemoryKeyStore();
        private final MemoryAws aws = new MemoryAws();
        private final Set<String> values = new HashSet<>();
        private final List<String> told = new ArrayList<>();
        private final boolean imports;
        private Paper paper;
        private @Nullable ApiKeyGrantStatus status;
        private @Nullable Listing listing;
        private @Nullable KeyValue lastSource;
        private int generation = 1;
        private int requests;
        private int sources;
        private String state = "Active";
        private String rotation;
        private @Nullable Instant end;
        private boolean submitted;
        private boolean mustLook;
        private boolean refused;
        private @Nullable Desired tried;
        /** A list that lagged showed something else than there is, and nothing has put it right since. */
        private boolean misled;
        /** A key was made while AWS hid others: nobody could know that there are too many. */
        private boolean hidden;
        /** The Secret was changed by others, and nobody has looked since. */
        private boolean tampered;
        /** No key worked, on purpose or because its value was lost. */
        private boolean recovering = true;

        Life(boolean imports) {
            secrets.comparesWith(aws::has);
            this.imports = imports;
            rotation = "{overlap: 24h}";
            paper = started();
            list(aws.keys());
            if (imports) {
                sourceIs(newSource());
                secrets.seen();
            }
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
                case RESTART -> restarts();
                case CRASH_BEFORE_WRITE -> crash(0, false);
                case CRASH_AFTER_WRITE -> crash(0, true);
                case CRASH_BEFORE_SECOND_WRITE -> crash(1, false);
                case LIST -> listsAnew(aws.keys());
                case LIST_THAT_LAGS -> listsAnew(aws.keysOfLate());
                case LIST_BEGINS -> listing = new Listing(paper.world().moment(), aws.keys());
                case LIST_ENDS -> listingEnds();
                case MINUTE -> passes(Duration.ofMinutes(1));
                case HOUR -> passes(Duration.ofHours(1));
                case DAY -> passes(Duration.ofDays(1));
                case CLOCK_GOES_BACK -> clock.advance(Duration.ofDays(-1));
                case CLOCK_JUMPS_AHEAD -> clock.advance(Duration.ofDays(1));
                case ROTATE -> {
                    requests++;
                    apply();
                }
                case OFF, ON -> edit(() -> state = action == Action.OFF ? "Disabled" : "Active");
                case NO_OVERLAP -> edit(() -> rotation = "{overlap: 0s}");
                case LONG_OVERLAP -> edit(() -> rotation = "{overlap: 24h}");
                case DAILY -> edit(() -> rotation = imports ? "{overlap: 1h}" : "{interval: 24h, overlap: 1h}");
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
                case SOURCE_CHANGES -> sourceIs(newSource());
                case SOURCE_GOES_BACK ->
                    sourceIs(Optional.ofNullable(lastSource).or(this::newSource));
                case SOURCE_IS_TAKEN -> {
                    sourceIs(newSource());
                    secrets.source().ifPresent(aws::takes);
                }
                case SOURCE_VANISHES -> sourceIs(Optional.empty());
                case KEY_IS_PLANTED -> plant();
            }
            check();
        }

        /** Nobody does anything any more: then all is as it shall be, in the end. */
        void comesToRest() {
            told.add("REST");
            // What is imported may stay what it is: then the key that has it goes before another one can.
            var refused = Stream.of("SOURCE_IS_TAKEN", "REFUSED_BY_AWS", "KEY_IS_PLANTED")
                    .anyMatch(told::contains);
            if (secrets.source().isEmpty() || refused || told.size() % 2 == 0) {
                sourceIs(newSource());
            }
            for (var round = 0; round < 40; round++) {
                secrets.seen();
                list(aws.keys());
                if (round == 10) {
                    // By then it is this unit's turn, whose tags a sweep reads: a key that a crash left without a note
                    // is found.
                    paper.world().learn(Paper.KEY, aws.tags(OURS), Set.of());
                }
                worksOff();
                passes(Duration.ofHours(1));
                check();
            }
            // What the last hour brought, such as the end, is done too.
            secrets.seen();
            worksOff();
            secrets.seen();
            reconcile();
            if (works()) {
                assertThat(ready())
                        .as("Ready, in the end, after %s: %s", told, status)
                        .isEqualTo("True");
                assertThat(accepted()).as("the key works in the end: %s", told).isTrue();
                if (imports) {
                    assertThat(secrets.consumer().map(KeyStore.Handed::value))
                            .as("what is imported is there in the end: %s: %s", told, status)
                            .isEqualTo(secrets.source());
                }
            } else {
                assertThat(aws.enabled())
                        .as("no key works in the end: %s", told)
                        .isZero();
            }
        }

        private void worksOff() {
            reconcile();
            check();
            for (var call = 0; submitted && call < 20; call++) {
                work(true);
                check();
            }
        }

        private void reconcile() {
            try {
                var assessment = paper.look(paper.app());
                status = assessment.status();
                submitted |= !assessment.submit().isEmpty();
                paper.app().setStatus(status);
                assertThat(values).as("no value in status").noneMatch(status.toString()::contains);
                secrets.own()
                        .ifPresent(own -> own.revisions()
                                .forEach(one -> one.value().read().ifPresent(value -> values.add(value.reveal()))));
                if (ready().equals("True") && works() && secrets.consumer().isPresent() && !misled()) {
                    tampered = false;
                    assertThat(accepted())
                            .as("what is Ready works, after %s: %s", told, status)
                            .isTrue();
                    recovering = false;
                }
            } catch (MemoryKeyStore.Crash _) {
                // Status was not written; the next one starts from what is there.
                told.add("crashed");
                restarts();
            }
        }

        /** One call, as the executor makes it: what is wanted is looked at right before. */
        private void work(boolean answered) {
            if (!submitted) {
                return;
            }
            if (paper.world().isUnread(known())) {
                paper.world().learn(Paper.KEY, aws.tags(OURS), Set.of());
            }
            var wanted = paper.of(Paper.KEY);
            if (wanted instanceof Desired.Undecided) {
                submitted = false;
                return;
            }
            if (!mustLook) {
                tried = wanted;
            }
            var looked =
                    mustLook || Planner.plan(wanted, known()).changes().stream().anyMatch(Change::destroys);
            if (looked) {
                paper.world().read(Paper.KEY, read(wanted));
                mustLook = false;
                tried = wanted;
            }
            var plan = Planner.plan(wanted, known());
            if (plan.changes().isEmpty()) {
                refused = false;
                submitted = false;
                return;
            }
            var change = plan.changes().getFirst();
            assertThat(values).as("no value in the audit log").noneMatch(change.text()::contains);
            hidden |= change instanceof ApiKeyChange.CreateApiKey && misled();
            assertThat(touched(change))
                    .as("nothing is done to a key that is not ours: %s", change.text())
                    .noneMatch(aws::isPlanted);
            var answer = aws.make(change);
            if (answer.isPresent() && answered) {
                if (answer.get() instanceof Effects.Answer.Made(ExistingKey made)) {
                    paper.world().made(Paper.KEY, made.id());
                }
                paper.world().note(Paper.KEY, Effects.after(known(), change, answer.get()));
            } else {
                mustLook = true;
            }
            // What AWS refuses of what was just seen is tried again later.
            refused = answer.isEmpty() && looked;
            submitted = !refused;
        }

        /** What is known is read one by one, and the list only when something is missing. */
        private Observed.Key read(Desired wanted) {
            var known = known();
            var missing = known.existing().isEmpty()
                    || (wanted instanceof Desired.Key key
                            && KeyMatches.of(key, known).existing().stream().anyMatch(Optional::isEmpty));
            return (Observed.Key) new Observed.Key(aws.keys().stream()
                            .filter(one -> missing
                                    || known.existing().stream()
                                            .anyMatch(other -> other.id().equals(one.id())))
                            .toList())
                    .withTags(aws.tags(OURS));
        }

        /** A key with the mark and the name of the one that is to come, or that is there. */
        private void plant() {
            var number = secrets.own().map(own -> own.newest().number()).orElse(0) + told.size() % 2;
            aws.plant(new ApiKey(
                    Samples.NAMING.keyName("shop", "app", Math.max(1, number)),
                    Samples.NAMING.objectDescription("shop", "app"),
                    true,
                    new TreeSet<>()));
        }

        private static List<String> touched(Change change) {
            return switch (change) {
                case ApiKeyChange.UpdateApiKey update -> List.of(update.keyId());
                case ApiKeyChange.AddKeyToPlan add -> List.of(add.keyId());
                case ApiKeyChange.RemoveKeyFromPlan remove -> List.of(remove.keyId());
                case ApiKeyChange.DeleteApiKey delete -> List.of(delete.keyId());
                case ApiKeyChange.TagApiKey tag -> List.of(tag.keyId());
                default -> List.of();
            };
        }

        private Observed.Key known() {
            return paper.world().view(Paper.KEY) instanceof View.Known known
                            && known.observed() instanceof Observed.Key keys
                    ? keys
                    : new Observed.Key(List.of());
        }

        /** An account is listed by one thread: what it began comes before what it begins. */
        private void listsAnew(List<ExistingKey> keys) {
            listingEnds();
            list(keys);
        }

        private void listingEnds() {
            if (listing != null) {
                list(listing);
                listing = null;
            }
        }

        private void list(List<ExistingKey> keys) {
            list(new Listing(paper.world().moment(), keys));
        }

        private void list(Listing done) {
            paper.keys(done.beganAt(), done.keys());
            misled = !shows();
        }

        /** Nobody can know what AWS itself shows wrongly, as it is not known to do; that no call was answered we know. */
        private boolean misled() {
            misled &= !shows();
            return misled;
        }

        /** Whether what is known of the keys is what is there, whoever they belong to. */
        private boolean shows() {
            var known = Stream.concat(known().existing().stream(), known().others().stream())
                    .collect(Collectors.toMap(ExistingKey::id, ExistingKey::key));
            return known.equals(aws.keys().stream().collect(Collectors.toMap(ExistingKey::id, ExistingKey::key)));
        }

        private void crash(int after, boolean withEffect) {
            secrets.crashes(after, withEffect);
            reconcile();
            secrets.crashes(-1, false);
        }

        /** Only what is in Kubernetes and in AWS is left, and the first list may lag behind what the last process wrote. */
        private void restarts() {
            paper.close();
            paper = started();
            secrets.restarts();
            submitted = false;
            mustLook = false;
            refused = false;
            listing = null;
            secrets.seen();
            list(told.size() % 2 == 0 ? aws.keys() : aws.keysOfLate());
            apply();
        }

        private Paper started() {
            return new Paper(
                    clock,
                    () -> aws.elapsed().toNanos(),
                    new Attempts() {
                        @Override
                        public Optional<Outcome> outcome(UnitKey unit) {
                            return refused
                                    ? Optional.of(new Outcome.Foreign(
                                            Outcome.Why.VALUE_TAKEN,
                                            tried instanceof Desired.Key key
                                                    ? key.newest().key().name()
                                                    : "",
                                            "",
                                            clock.instant()))
                                    : Optional.empty();
                        }

                        @Override
                        public Optional<Desired> unanswered(UnitKey unit) {
                            return mustLook ? Optional.ofNullable(tried) : Optional.empty();
                        }

                        @Override
                        public boolean isOpen(UnitKey unit) {
                            return false;
                        }

                        @Override
                        public Optional<Instant> lastWrite(UnitKey unit) {
                            return Optional.empty();
                        }
                    },
                    secrets);
        }

        private void passes(Duration time) {
            clock.advance(time);
            aws.passes(time);
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

        private Optional<KeyValue> newSource() {
            return imports
                    ? Optional.of(new KeyValue("a-value-of-others-%04d".formatted(++sources)))
                    : Optional.empty();
        }

        private void sourceIs(Optional<KeyValue> next) {
            lastSource = secrets.source().orElse(lastSource);
            next.ifPresent(value -> values.add(value.reveal()));
            secrets.sourceIs(next);
        }

        private void apply() {
            var annotations =
                    requests == 0 ? "" : "annotations: {apiaccess.dev/rotate-requested-at: \"" + requests + "\"}, ";
            paper.change("app: {metadata: {" + annotations + "uid: u-1, generation: " + generation + "}, spec: {state: "
                    + state + ", rotation: " + rotation + (end == null ? "" : ", expiresAt: \"" + end + "\"")
                    + (imports ? ", valueFrom: {secretKeyRef: {name: legacy, key: key}}" : "") + "}}");
            if (status != null) {
                paper.app().setStatus(status);
            }
        }

        private void check() {
            hidden &= aws.enabled() > 2;
            if (!hidden) {
                assertThat(aws.enabled())
                        .as("keys that work at once, after %s", told)
                        .isLessThanOrEqualTo(2);
            }
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
                    .filter(handed -> aws.accepts(handed.value()))
                    .isPresent();
        }

        private String ready() {
            return StatusConditions.find(Objects.requireNonNull(status).conditions(), ConditionType.Ready)
                    .map(io.fabric8.kubernetes.api.model.Condition::getStatus)
                    .orElse("");
        }

        @Override
        public void close() {
            paper.close();
        }
    }
}

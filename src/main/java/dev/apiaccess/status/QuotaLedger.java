// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.CarriedQuota;
import dev.apiaccess.api.CarryOver;
import dev.apiaccess.api.QuotaPeriod;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.UnitKey;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The use of keys that are about to be deleted or to leave the plan, on its way into the status of their tier. Sums and ids of what
 * they are made of are written together, before the key goes, so that a crash counts nothing twice and forgets nothing. A key that
 * comes back is taken out of both.
 */
public final class QuotaLedger {

    /** Namespaces of one tier. At the bound none is dropped before the period is over. */
    public static final int MOST_NAMESPACES = 256;

    private static final int MOST_COUNTED = 16;

    /** A key that goes, or comes back. */
    private record Note(UnitKey.ApiKeyUnit unit, LocalDate begins, long used, long since, boolean returns) {}

    private final Map<UnitKey.UsagePlanUnit, Map<String, Note>> pending = new ConcurrentHashMap<>();

    /** The quota of a tier whose use is carried over, empty when none is. */
    public static Optional<Quota> quota(ApiRateLimit limit) {
        var quota = limit.getSpec().quota();
        if (quota == null
                || quota.carryOver() == CarryOver.Never
                || !limit.getSpec().unknownFields().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Quota(quota.requests(), period(quota.period())));
    }

    private static Quota.Period period(QuotaPeriod period) {
        return switch (period) {
            case Day -> Quota.Period.DAY;
            case Week -> Quota.Period.WEEK;
            case Month, UNKNOWN -> Quota.Period.MONTH;
        };
    }

    /** What deleted keys of a namespace have used in the period that begins on a day, by what status says. */
    public static Optional<CarriedQuota> told(ApiRateLimit limit, String namespace, LocalDate begins) {
        var status = limit.getStatus();
        return status == null
                ? Optional.empty()
                : status.carried().stream()
                        .filter(one ->
                                namespace.equals(one.namespace()) && !begin(one).isBefore(begins))
                        .findFirst();
    }

    /** Whether status says that what a key used is counted. */
    public static boolean isCounted(ApiRateLimit limit, String namespace, LocalDate begins, String keyId) {
        return told(limit, namespace, begins)
                .filter(one -> one.counted().contains(keyId))
                .isPresent();
    }

    /** Whether status has room for a namespace. */
    public static boolean hasRoom(ApiRateLimit limit, String namespace, LocalDate begins) {
        var status = limit.getStatus();
        return status == null
                || told(limit, namespace, begins).isPresent()
                || status.carried().stream()
                                .filter(one -> !begin(one).isBefore(begins))
                                .count()
                        < MOST_NAMESPACES;
    }

    /**
     * A key goes: the next status of its tier counts its use.
     *
     * @return how long it has waited for that
     */
    public Duration goes(
            UnitKey.UsagePlanUnit tier, UnitKey.ApiKeyUnit unit, String keyId, LocalDate begins, long used) {
        return note(tier, unit, keyId, begins, used, false);
    }

    /** A key that was counted is in the plan again: the next status no longer counts what AWS counts for it. */
    public void returns(
            UnitKey.UsagePlanUnit tier, UnitKey.ApiKeyUnit unit, String keyId, LocalDate begins, long used) {
        note(tier, unit, keyId, begins, used, true);
    }

    /** Drops what is on its way into the statuses of tiers other than these. */
    public void keepOnly(Predicate<UnitKey.UsagePlanUnit> there) {
        pending.keySet().removeIf(there.negate());
    }

    /** A key that came back leaves again before its return was written. */
    public void staysAway(UnitKey.UsagePlanUnit tier, String keyId) {
        var notes = pending.get(tier);
        if (notes != null) {
            notes.computeIfPresent(keyId, (_, note) -> note.returns() ? null : note);
        }
    }

    /** How long a key that came back has waited for that, empty when it does not. */
    public Optional<Duration> returning(UnitKey.UsagePlanUnit tier, String keyId) {
        return Optional.ofNullable(pending.get(tier))
                .map(notes -> notes.get(keyId))
                .filter(Note::returns)
                .map(note -> Duration.ofNanos(System.nanoTime() - note.since()));
    }

    private Duration note(
            UnitKey.UsagePlanUnit tier,
            UnitKey.ApiKeyUnit unit,
            String keyId,
            LocalDate begins,
            long used,
            boolean returns) {
        var now = System.nanoTime();
        var note = pending.computeIfAbsent(tier, _ -> new ConcurrentHashMap<>())
                .compute(
                        keyId,
                        (_, known) -> new Note(
                                unit,
                                begins,
                                used,
                                known != null && known.begins().equals(begins) && known.returns() == returns
                                        ? known.since()
                                        : now,
                                returns));
        return Duration.ofNanos(now - note.since());
    }

    /** Keys that wait for the status of a tier. */
    public List<UnitKey.ApiKeyUnit> waiting(ApiRateLimit limit) {
        var meta = limit.getMetadata();
        return pending.entrySet().stream()
                .filter(one -> one.getKey().namespace().equals(meta.getNamespace())
                        && one.getKey().name().equals(meta.getName()))
                .flatMap(one -> one.getValue().values().stream())
                .map(Note::unit)
                .distinct()
                .toList();
    }

    /**
     * The carried quotas for the next status of a tier.
     *
     * @param begins first day of the period that runs, empty when nothing is carried over
     * @param lives whether AWS still has a key
     * @param isIn whether it has it in the plan
     */
    List<CarriedQuota> carried(
            UnitKey.UsagePlanUnit tier,
            List<CarriedQuota> before,
            Optional<LocalDate> begins,
            Predicate<String> lives,
            Predicate<String> isIn) {
        var notes = pending.getOrDefault(tier, new ConcurrentHashMap<>());
        if (begins.isEmpty()) {
            pending.remove(tier);
            return List.of();
        }
        var first = begins.get();
        var carried = new ArrayList<CarriedQuota>();
        var counted = new HashSet<String>();
        for (var one : before) {
            if (!begin(one).isBefore(first)) {
                counted.addAll(one.counted());
                carried.add(new CarriedQuota(
                        one.namespace(),
                        first.toString(),
                        one.used(),
                        one.counted().stream().filter(lives).toList()));
            }
        }
        notes.entrySet()
                .removeIf(one -> one.getValue().begins().isBefore(first)
                        || counted.contains(one.getKey()) != one.getValue().returns());
        notes.forEach((keyId, note) -> {
            if (note.returns()) {
                takeOut(carried, keyId, note);
            } else {
                add(carried, keyId, note, first, isIn);
            }
        });
        return List.copyOf(carried);
    }

    private static void takeOut(List<CarriedQuota> carried, String keyId, Note note) {
        carried.replaceAll(known -> known.counted().contains(keyId)
                ? new CarriedQuota(
                        known.namespace(),
                        known.periodStart(),
                        Math.max(0, used(known) - note.used()),
                        known.counted().stream()
                                .filter(one -> !one.equals(keyId))
                                .toList())
                : known);
    }

    private static void add(
            List<CarriedQuota> carried, String keyId, Note note, LocalDate first, Predicate<String> isIn) {
        for (var index = 0; index < carried.size(); index++) {
            var known = carried.get(index);
            if (Objects.equals(known.namespace(), note.unit().namespace())) {
                var counted = new ArrayList<>(known.counted());
                if (counted.size() >= MOST_COUNTED) {
                    // A key that left the plan and lives on elsewhere: should it come back, it is counted twice at
                    // worst.
                    counted.stream().filter(isIn.negate()).findFirst().ifPresent(counted::remove);
                }
                if (counted.size() < MOST_COUNTED && !counted.contains(keyId)) {
                    counted.add(keyId);
                    carried.set(
                            index,
                            new CarriedQuota(
                                    known.namespace(), known.periodStart(), used(known) + note.used(), counted));
                }
                return;
            }
        }
        if (carried.size() < MOST_NAMESPACES) {
            carried.add(new CarriedQuota(note.unit().namespace(), first.toString(), note.used(), List.of(keyId)));
        }
    }

    public static long used(CarriedQuota carried) {
        return Objects.requireNonNullElse(carried.used(), 0L);
    }

    private static LocalDate begin(CarriedQuota carried) {
        try {
            return LocalDate.parse(String.valueOf(carried.periodStart()));
        } catch (java.time.format.DateTimeParseException _) {
            return LocalDate.MIN;
        }
    }
}

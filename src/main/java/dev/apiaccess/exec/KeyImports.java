// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Effects;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.RequestId;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates many API keys by one call. The key that has its turn takes along those that wait for theirs in the same account and region, when
 * an import with what belongs to it is fewer calls than creating each and putting it into its plans.
 *
 * <p>An import overwrites a key that has the value. That makes it safe to repeat when its answer was lost, and it is why only values that
 * this process made for that very grant take part: any other value may be that of an existing key.
 */
final class KeyImports {

    private static final Logger LOG = LoggerFactory.getLogger(KeyImports.class);

    /** AWS publishes no bound for the file; this is some 60 KB. */
    static final int MOST_KEYS = 250;

    /** How long the next import, or the creation of a single key, waits for more keys after an import. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final int KEYS_A_PAGE = 500;
    private static final int MOST_PAGES = 500;
    private static final Duration PAUSE_WHEN_DENIED = Duration.ofMinutes(10);

    private final Accounts accounts;
    private final World world;
    private final FreshKeys fresh;
    private final Audit audit;
    private final Clock clock;
    private final ImportRows gathering;
    private final Map<Place, ImportRoom> rooms = new ConcurrentHashMap<>();

    KeyImports(Accounts accounts, World world, Owners owners, FreshKeys fresh, Audit audit, Clock clock) {
        this.accounts = accounts;
        this.world = world;
        this.fresh = fresh;
        this.audit = audit;
        this.clock = clock;
        this.gathering = new ImportRows(world, owners, fresh);
    }

    /** Whether a change may be part of an import with those of other units. */
    boolean mayJoin(UnitKey unit, Mailbox box, Change change) {
        return unit instanceof UnitKey.ApiKeyUnit key
                && change instanceof ApiKeyChange.CreateApiKey create
                && box.mayJoin()
                && !room(key).paused(clock.instant())
                && fresh.mayBeFresh(key, create.value());
    }

    /** Takes a seat among the keys to be created there; the caller has to close it. */
    ImportRoom.Seat sit(UnitKey.ApiKeyUnit unit, Mailbox box, ApiKeyChange.CreateApiKey create) {
        return room(unit).sit(unit, box, create);
    }

    /** Whether an import is under way there; a key then waits for it instead of a turn. */
    boolean underWay(UnitKey.ApiKeyUnit unit) {
        return room(unit).underWay();
    }

    /** Whether the keys waiting there would be imported together, so that none waits for as many turns as there are keys. */
    boolean goTogether(UnitKey.ApiKeyUnit unit) {
        var room = room(unit);
        return !room.paused(clock.instant()) && isFewerCalls(unit, room.plans(), room.waiting());
    }

    /**
     * Creates the key by an import when its turn has come, or finds that another unit's import did.
     *
     * @return false when it was not made: with a turn it has to be created by itself
     * @throws AwsFailure of the import
     */
    boolean made(ImportRoom.Seat seat, Accounts.Account account, Priority priority) throws InterruptedException {
        var room = room(seat.unit());
        // The leader's thread answers for the import; the others may wait as long as it takes.
        var before = accounts.progress().waits();
        try {
            room.enter();
        } finally {
            accounts.progress().resumes(before);
        }
        try {
            if (seat.state() == ImportRoom.State.WAITING && seat.mayCall()) {
                depart(room, seat, account, priority);
            }
            var failure = seat.failure();
            if (failure != null) {
                throw failure;
            }
            return seat.state() == ImportRoom.State.MADE;
        } finally {
            // Before the next import departs, which would count on it otherwise.
            seat.close();
            room.exit();
        }
    }

    private ImportRoom room(UnitKey.ApiKeyUnit unit) {
        return rooms.computeIfAbsent(unit.place(), _ -> new ImportRoom());
    }

    /** An import costs one call, the pages that show the id of each key, and one call for the tags of each key. */
    private boolean isFewerCalls(UnitKey.ApiKeyUnit unit, int plans, int keys) {
        var there = world.gateway(unit.accountId(), unit.region())
                .map(slice -> slice.keyCount())
                .orElse(0);
        var pages = (there + keys + KEYS_A_PAGE - 1) / KEYS_A_PAGE;
        return keys + plans > 1 + pages + keys;
    }

    private void depart(ImportRoom room, ImportRoom.Seat leader, Accounts.Account account, Priority priority)
            throws InterruptedException {
        var linger = accounts.scaled(LINGER);
        if (room.paused(clock.instant())
                || !(room.lingers(accounts.nanoTime(), linger)
                        || isFewerCalls(leader.unit(), room.plans(), room.waiting()))) {
            return;
        }
        room.departs(leader);
        try {
            room.linger(accounts.nanoTime(), linger);
            gather(room, leader, account, priority);
        } finally {
            room.stays();
        }
    }

    private void gather(ImportRoom room, ImportRoom.Seat leader, Accounts.Account account, Priority priority)
            throws InterruptedException {
        var rows = gathering.rows(room.together(leader, MOST_KEYS));
        var plans = rows.stream()
                .mapToInt(row -> row.create().key().planIds().size())
                .sum();
        var leads = rows.stream().anyMatch(row -> row.seat() == leader);
        if (!leads || !isFewerCalls(leader.unit(), plans, rows.size())) {
            rows.forEach(row -> row.seat().box().flies(false));
            return;
        }
        leader.lead();
        rows.forEach(row -> row.seat().taken());
        try {
            send(room, rows, account, priority);
        } finally {
            room.departed(accounts.nanoTime());
            rows.stream()
                    .filter(row -> row.seat().state() == ImportRoom.State.TAKEN)
                    .forEach(row -> doubtful(row, lost("it was cut off")));
        }
    }

    private void send(ImportRoom room, List<ImportRows.Row> rows, Accounts.Account account, Priority priority)
            throws InterruptedException {
        var region = rows.getFirst().seat().unit().region();
        var began = clock.instant();
        var request = new RequestId();
        List<String> ids;
        try {
            ids = request.of(() -> accounts.callNow(
                    account,
                    region,
                    Operation.IMPORT_API_KEYS,
                    () -> account.access()
                            .gateway(region)
                            .importApiKeys(rows.stream()
                                    .map(row ->
                                            new GatewayPort.Import(row.create().key(), row.value()))
                                    .toList())));
        } catch (AwsFailure failure) {
            tell(rows, began, priority, request, failure);
            failed(room, rows, failure);
            return;
        }
        tell(rows, began, priority, request, null);
        try {
            note(rows, byName(ids, account, region));
        } catch (AwsFailure failure) {
            rows.forEach(row -> doubtful(row, lost(String.valueOf(failure.getMessage()))));
        }
    }

    /** Ids by name of the key: the answer of an import does not relate them. */
    private Map<String, String> byName(List<String> ids, Accounts.Account account, String region)
            throws InterruptedException {
        // Other units wait for it, of which one may have to be revoked.
        var caller = new Caller("", Priority.REVOKE);
        var found = new HashMap<String, String>();
        @Nullable String position = null;
        for (var page = 0; page < MOST_PAGES && found.size() < ids.size(); page++) {
            var at = position;
            var keys = accounts.call(
                    account,
                    region,
                    Operation.GET_API_KEYS,
                    caller,
                    () -> account.access().gateway(region).getApiKeys(at));
            keys.items().stream()
                    .filter(key -> ids.contains(key.id()))
                    .forEach(key -> found.put(key.key().name(), key.id()));
            position = keys.next();
            if (position == null) {
                break;
            }
        }
        return found;
    }

    private void note(List<ImportRows.Row> rows, Map<String, String> ids) {
        for (var row : rows) {
            var key = row.create().key();
            var id = ids.get(key.name());
            if (id == null) {
                doubtful(row, lost("AWS does not list it yet"));
                continue;
            }
            var answer = new Effects.Answer.Made(new ExistingKey(id, key).withTags(Map.of()));
            world.made(row.seat().unit(), id);
            world.note(row.seat().unit(), Effects.after(row.before(), row.change(), answer));
            fresh.made(row.seat().unit(), row.create().value(), id);
            row.seat().box().imported();
            row.seat().box().wrote(clock.instant());
            row.seat().made();
        }
    }

    /** Keys that AWS refused are created one by one, so that each gets its own answer. */
    private void failed(ImportRoom room, List<ImportRows.Row> rows, AwsFailure failure) {
        switch (failure.kind()) {
            case AMBIGUOUS -> rows.forEach(row -> doubtful(row, failure));
            case THROTTLED, UNAVAILABLE, CREDENTIALS, CONCURRENT_MODIFICATION ->
                rows.forEach(row -> row.seat().failed(failure));
            case ACCESS_DENIED, INVALID, NOT_FOUND, CONFLICT, ALREADY_EXISTS, LIMIT_EXCEEDED -> {
                LOG.warn("{} API keys are created one by one: {}", rows.size(), failure.getMessage());
                if (failure.kind() == AwsFailure.Kind.ACCESS_DENIED) {
                    room.pause(clock.instant().plus(PAUSE_WHEN_DENIED));
                }
                rows.forEach(row -> {
                    row.seat().box().goesAlone();
                    row.seat().released();
                });
            }
        }
    }

    private static void doubtful(ImportRows.Row row, AwsFailure failure) {
        // With warnings it would be the same again.
        row.seat().box().doubts(row.create(), !failure.code().equals("Warnings"));
        row.seat().failed(failure);
    }

    private static AwsFailure lost(String why) {
        return new AwsFailure(
                AwsFailure.Kind.AMBIGUOUS,
                Operation.IMPORT_API_KEYS,
                "NotKnown",
                "the key was imported, and its id is not known: " + why,
                null,
                null);
    }

    private void tell(
            List<ImportRows.Row> rows,
            Instant began,
            Priority priority,
            RequestId request,
            @Nullable AwsFailure failure) {
        for (var row : rows) {
            // Only values that were never used are imported, so an import is never a repair.
            audit.tell(new Audit.Write(
                    began, row.seat().unit(), row.change(), priority, false, row.authors(), request, failure));
        }
    }
}

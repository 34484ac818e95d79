// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Author;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Observed;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Works out what an import would make of the keys that wait for it. All of them stand still meanwhile, those of other namespaces too, and
 * each value is a read of a Secret: several are read at a time, and a read that takes too long leaves only its own key out.
 */
final class ImportRows {

    /** So many Secrets are read at the same time. */
    private static final int AT_ONCE = 16;

    private static final long MOST_MILLIS = 2_000;

    private final World world;
    private final Owners owners;
    private final FreshKeys fresh;

    ImportRows(World world, Owners owners, FreshKeys fresh) {
        this.world = world;
        this.owners = owners;
        this.fresh = fresh;
    }

    /** One key of an import, with its value, held in memory only during the call. */
    record Row(
            ImportRoom.Seat seat,
            ApiKeyChange.CreateApiKey create,
            KeyValue value,
            Observed before,
            List<Author> authors) {

        ApiKeyChange.ImportApiKey change() {
            return new ApiKeyChange.ImportApiKey(create.key());
        }
    }

    /**
     * The rows of the keys that can be imported now, in the order of their seats. A key whose next change is another, or whose Secret cannot
     * be read, is released, so that it goes alone and tells its own trouble; one that is not read in time goes on waiting.
     */
    List<Row> rows(List<ImportRoom.Seat> seats) throws InterruptedException {
        // Before anything is decided: a later check finds either this mark or the created key.
        seats.forEach(seat -> seat.box().flies(true));
        try (var readers =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            var reads = readers.invokeAll(
                    seats.stream()
                            .<Callable<Optional<Row>>>map(seat -> () -> row(seat))
                            .toList(),
                    MOST_MILLIS,
                    TimeUnit.MILLISECONDS);
            var rows = new ArrayList<Row>();
            for (var index = 0; index < seats.size(); index++) {
                settle(seats.get(index), reads.get(index)).ifPresent(rows::add);
            }
            return rows;
        }
    }

    private static Optional<Row> settle(ImportRoom.Seat seat, Future<Optional<Row>> read) {
        if (read.state() == Future.State.CANCELLED) {
            seat.box().flies(false);
            return Optional.empty();
        }
        var row = read.state() == Future.State.SUCCESS ? read.resultNow() : Optional.<Row>empty();
        if (row.isEmpty()) {
            seat.released();
        }
        return row;
    }

    /** The key that a unit needs now; empty when its next change is another than to create one. */
    private Optional<Row> row(ImportRoom.Seat seat) {
        var wanted = owners.tried(seat.unit(), seat.box());
        if (wanted instanceof Desired.Undecided || !(world.view(seat.unit()) instanceof View.Known known)) {
            return Optional.empty();
        }
        if (world.isUnread(known.observed())) {
            // One of the similar keys may be this one.
            return Optional.empty();
        }
        var changes = Planner.plan(wanted, known.observed()).changes();
        if (changes.isEmpty() || !(changes.getFirst() instanceof ApiKeyChange.CreateApiKey create)) {
            return Optional.empty();
        }
        return fresh.fresh(seat.unit(), create.value())
                .map(value -> new Row(
                        seat, create, value, known.observed(), owners.authors().apply(seat.unit())));
    }
}

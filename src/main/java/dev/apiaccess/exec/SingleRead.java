// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.call.Pages;
import dev.apiaccess.model.Existing;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.Page;
import dev.apiaccess.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One direct read of one unit, with what its steps need for units of any kind.
 *
 * @param doubted whether the view may be wrong; otherwise only proven things are read
 */
record SingleRead(
        Accounts accounts, Naming naming, World world, Accounts.Account account, boolean doubted, Caller caller) {

    private static final int MOST_PAGES = 200;

    /** How many things that bear our mark but are not proven are read at once. */
    private static final int MOST_UNREAD = 100;

    <T> T call(String region, Operation operation, Supplier<T> call) throws InterruptedException {
        return accounts.call(account, region, operation, caller, call);
    }

    <T> List<T> all(String region, Operation operation, Function<@Nullable String, Page<T>> page)
            throws InterruptedException {
        return Pages.all(accounts, account, region, operation, caller, page, MOST_PAGES);
    }

    /** What is known of a unit, in a list that grows. */
    static <E extends Existing<E>> List<E> known(Observed.Of<E> observed) {
        return new ArrayList<>(Stream.concat(observed.held().stream(), observed.others().stream())
                .toList());
    }

    /** Whether a listed thing belongs to the unit, by its mark or a known id, and is not in the view yet. */
    boolean isNews(
            UnitKey unit, Existing<?> thing, Optional<? extends UnitKey> mark, List<? extends Existing<?>> known) {
        return (mark.filter(unit::equals).isPresent() || world.knows(unit, thing.id()))
                && known.stream().noneMatch(one -> one.id().equals(thing.id()));
    }

    /** Which things of a unit are read; of the rest, of which others can make as much as they like, what is known stays. */
    Choice choice(UnitKey unit) {
        return new Choice(unit);
    }

    /** Asked at each thing's turn: calls may wait long, and what is ours may be proven meanwhile. */
    final class Choice {

        private final UnitKey unit;
        private int unread;

        private Choice(UnitKey unit) {
            this.unit = unit;
        }

        /** Whether a thing is read. */
        boolean takes(Existing<?> thing) {
            return world.knows(unit, thing.id()) || (doubted && ++unread <= MOST_UNREAD);
        }
    }

    /** Checks the tags of a thing: missing ones may have been removed by hand; with those of another owner it is left alone. */
    void prove(UnitKey unit, String id, Map<String, String> tags) {
        if (world.knows(unit, id) && tags.containsKey(Naming.TAG_OWNER) && !naming.ours(tags, unit)) {
            throw Strangers.ofAnother(
                    unit.thing(), id, tags.get(Naming.TAG_OWNER), String.valueOf(tags.get(Naming.TAG_CLUSTER)));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.call.Pages;
import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.AlarmSlice;
import dev.apiaccess.world.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the alarms of this cluster, where some object has any: one call for each hundred of them in a region. Whose they are is in their tags, which
 * take a call for each: they are read when an alarm is new or was written since, and otherwise every tenth time.
 *
 * <p>A region whose alarms cannot be listed holds up nothing but them.
 */
final class AlarmListing {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmListing.class);
    private static final int MOST_PAGES = 200;

    /** How many alarms' tags are read in one sweep. */
    private static final int MOST_TAGS = 200;

    private static final int OLDEST = 10;

    /**
     * The tags of an alarm.
     *
     * @param updated when its settings were written last: one that was deleted and made anew by others has another time
     * @param age sweeps since they were read
     */
    private record Kept(String updated, Map<String, String> tags, int age) {}

    private final Accounts accounts;
    private final World world;
    private final Naming naming;
    private final Map<Place, Map<String, Kept>> kept = new ConcurrentHashMap<>();

    AlarmListing(Accounts accounts, World world, Naming naming) {
        this.accounts = accounts;
        this.world = world;
        this.naming = naming;
    }

    /** Drops what is remembered of an account that is no longer swept. */
    void forget(String accountId) {
        kept.keySet().removeIf(place -> place.accountId().equals(accountId));
    }

    /** Publishes the alarms of a region; nothing where no object has any and none had. */
    void read(Accounts.Account account, String region, Sweeper.Wishes wishes) throws InterruptedException {
        var accountId = account.accountId();
        var beganAt = world.moment();
        try {
            if (wishes.alarms(accountId, region)) {
                world.publish(listed(account, region, beganAt, wishes.units(accountId)));
            } else if (world.alarms(accountId, region)
                    .filter(AlarmSlice::isAsked)
                    .isPresent()) {
                // What was listed long ago is no evidence for who has alarms from now on.
                kept.remove(new Place(accountId, region));
                world.publish(new AlarmSlice(accountId, region, beganAt, Map.of(), false, ""));
            }
        } catch (AwsFailure failure) {
            LOG.warn("alarms of account {} in {} could not be listed: {}", accountId, region, failure.getMessage());
            if (failure.kind() == AwsFailure.Kind.ACCESS_DENIED) {
                var why =
                        "the operator has no cloudwatch:" + failure.operation().awsName();
                world.publish(new AlarmSlice(accountId, region, beganAt, Map.of(), true, why));
            }
        } catch (RuntimeException bug) {
            accounts.internalError();
            LOG.error("alarms of account {} in {} could not be listed", accountId, region, bug);
        }
    }

    private AlarmSlice listed(Accounts.Account account, String region, Instant beganAt, Collection<UnitKey> expected)
            throws InterruptedException {
        var alarms = account.access().alarms(region);
        var all = Pages.all(
                accounts,
                account,
                region,
                Operation.DESCRIBE_ALARMS,
                Caller.SWEEP,
                position -> alarms.describeAlarms(naming.alarmPrefix(), position),
                MOST_PAGES);
        var byPrefix = new HashMap<String, UnitKey.AlarmUnit>();
        for (var unit : expected) {
            if (unit instanceof UnitKey.AlarmUnit one && one.region().equals(region)) {
                byPrefix.put(naming.alarmPrefix(one.namespace(), one.name()), one);
            }
        }
        var place = new Place(account.accountId(), region);
        var before = kept.getOrDefault(place, Map.of());
        var tags = tags(account, region, all, before);
        kept.put(place, tags);
        var units = new HashMap<UnitKey.AlarmUnit, List<ExistingAlarm>>();
        for (var alarm : all) {
            var known = tags.get(alarm.arn());
            var unit = byPrefix.get(prefix(alarm.id()));
            if (unit == null && known != null) {
                unit = naming.alarmUnit(place.accountId(), region, known.tags()).orElse(null);
            }
            if (unit != null) {
                units.computeIfAbsent(unit, _ -> new ArrayList<>())
                        .add(known == null ? alarm : alarm.withTags(known.tags()));
            }
        }
        return new AlarmSlice(place.accountId(), region, beganAt, units, true, "");
    }

    /** The tags of each alarm by its ARN; those whose turn it is not yet are missing, or as they were. */
    private Map<String, Kept> tags(
            Accounts.Account account, String region, List<ExistingAlarm> all, Map<String, Kept> before)
            throws InterruptedException {
        var tags = new HashMap<String, Kept>();
        var left = MOST_TAGS;
        for (var alarm : all) {
            var known = same(before.get(alarm.arn()), alarm);
            if ((known == null || known.age() >= OLDEST) && left > 0) {
                left--;
                accounts.call(
                                account,
                                region,
                                Operation.LIST_TAGS_FOR_RESOURCE,
                                Caller.SWEEP,
                                () -> account.access().alarms(region).tags(alarm.arn()))
                        .ifPresent(read -> tags.put(alarm.arn(), new Kept(alarm.updated(), Map.copyOf(read), 0)));
            } else if (known != null) {
                tags.put(alarm.arn(), new Kept(known.updated(), known.tags(), known.age() + 1));
            }
        }
        return tags;
    }

    private static @Nullable Kept same(@Nullable Kept known, ExistingAlarm alarm) {
        return known != null && known.updated().equals(alarm.updated()) ? known : null;
    }

    private static String prefix(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }
}

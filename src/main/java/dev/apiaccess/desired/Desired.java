// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The desired state of one unit. */
public sealed interface Desired {

    UnitKey unit();

    /** A managed policy with its attachments; the claim on an account has none. */
    record Policy(UnitKey unit, String arn, ManagedPolicy policy, SortedMap<String, String> tags) implements Desired {}

    /** A usage plan. */
    record Plan(UnitKey.UsagePlanUnit unit, UsagePlan plan, SortedMap<String, String> tags) implements Desired {}

    /**
     * The keys of a grant.
     *
     * @param revisions by their numbers; one, or two while one replaces the other
     */
    record Key(UnitKey.ApiKeyUnit unit, List<Revision> revisions, SortedMap<String, String> tags) implements Desired {

        /**
         * One revision.
         *
         * @param id in AWS, empty when it is not known: then the name identifies the key
         * @param value what the key is created with; AWS never changes it later
         */
        public record Revision(ApiKey key, Optional<String> id, KeptValue value) {}

        public Key {
            revisions = List.copyOf(revisions);
        }

        public Revision newest() {
            return revisions.getLast();
        }
    }

    /**
     * What the object that holds a REST API wants of it.
     *
     * @param wanted of its methods, its resource policy and its deployments
     * @param stages of the settings of the stages that it is about
     */
    record Api(UnitKey.RestApiUnit unit, Wanted wanted, StageWish stages) implements Desired {}

    /**
     * The alarms of a protection.
     *
     * @param alarms with the names that AWS has them under
     * @param left stages of which they are left as others made them
     */
    record Alarms(UnitKey.AlarmUnit unit, List<Alarm> alarms, SortedMap<String, String> tags, SortedSet<String> left)
            implements Desired {
        public Alarms {
            alarms = List.copyOf(alarms);
            left = new TreeSet<>(left);
        }

        /** Where all are as declared. */
        public Alarms(UnitKey.AlarmUnit unit, List<Alarm> alarms, SortedMap<String, String> tags) {
            this(unit, alarms, tags, new TreeSet<>());
        }

        /** The same where others are left as they are. */
        public Alarms leaving(SortedSet<String> stages) {
            return new Alarms(unit, alarms, tags, stages);
        }
    }

    /**
     * No object wants the unit: what exists and is ours is removed.
     *
     * @param tags what a key must bear before it may be touched; empty for other units, which always bear them
     */
    record Absent(UnitKey unit, String ownerTag, SortedMap<String, String> tags) implements Desired {

        public Absent(UnitKey unit, String ownerTag) {
            this(unit, ownerTag, new TreeMap<>());
        }
    }

    /** It cannot be decided now, or may not be touched: nothing is planned. {@code why} is for logs and messages. */
    record Undecided(UnitKey unit, String why) implements Desired {}
}

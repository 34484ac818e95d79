// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.desired.DesiredProtection;
import dev.apiaccess.desired.ProtectionNotes;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.protect.ProtectionPlan;
import dev.apiaccess.world.View;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * The situation of an ApiProtection.
 *
 * @param unit its API, by what it wants or by what its status names; empty where it has none
 * @param seen the API as it stands to what is declared; empty while it is not known, and for a protection that cannot be had
 * @param unread why the API could not be read; empty where it was, or is being read
 * @param apis ids of the APIs whose stages have to be read
 */
public record ProtectionSituation(
        Situation<ApiProtection, ProtectionIntent> at,
        Optional<UnitKey.RestApiUnit> unit,
        Optional<Seen> seen,
        Optional<String> unread,
        Map<Place, Set<String>> apis) {

    /**
     * A protected API.
     *
     * @param known what it was seen in
     * @param whole the changes that lead to what is wanted
     * @param spared the changes without those that put back what others changed
     * @param steps what is left to do of methods, resource policy and deployments
     * @param settings how its stages are set
     * @param alarms how its alarms stand; empty where none is declared and none was made
     */
    public record Seen(
            ExistingApi api,
            View.Known known,
            ProtectionNotes notes,
            DesiredProtection.Judged judged,
            Plan whole,
            Plan spared,
            ProtectionPlan steps,
            Settled settings,
            Optional<AlarmsSeen> alarms) {

        /** Where nobody is told. */
        public Seen(
                ExistingApi api,
                View.Known known,
                ProtectionNotes notes,
                DesiredProtection.Judged judged,
                Plan whole,
                Plan spared,
                ProtectionPlan steps,
                Settled settings) {
            this(api, known, notes, judged, whole, spared, steps, settings, Optional.empty());
        }
    }

    /**
     * Whether the settings of stages are as wanted.
     *
     * @param stages those that are set as wanted
     * @param hasRole whether API Gateway has a role to write logs with, as far as is known
     */
    public record Settled(boolean throttle, boolean logging, boolean all, SortedSet<String> stages, boolean hasRole) {}
}

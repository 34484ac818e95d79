// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.keys.GrantPass;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.reactions.OpenConnections;
import dev.apiaccess.reactions.Wakes;
import dev.apiaccess.snapshot.DeletionBrake;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.status.ObjectLooks;
import dev.apiaccess.status.QuotaLedger;
import dev.apiaccess.status.UnownedUnits;
import java.util.function.Consumer;

/**
 * The collaborators of reconcilers.
 *
 * @param later wakes objects when the informers have seen what a reconcile just wrote
 * @param ledger usage of keys that are gone
 * @param secrets of keys
 * @param seen receives units seen in AWS that no object owns
 * @param unprotected receives APIs whose protection is gone
 */
public record Collaborators(
        Caches caches,
        Wakes wakes,
        Later later,
        Reconciliation projection,
        OpenConnections openConnections,
        Snapshots snapshots,
        DeletionBrake brake,
        ObjectLooks looks,
        GrantPass grantPass,
        QuotaLedger ledger,
        KeySecrets secrets,
        Consumer<UnownedUnits> seen,
        Consumer<UnitKey.RestApiUnit> unprotected) {}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.keys.GrantPass;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.reactions.OpenConnections;
import dev.apiaccess.reactions.Wakes;
import dev.apiaccess.snapshot.DeletionBrake;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.status.ObjectLooks;
import dev.apiaccess.status.QuotaLedger;
import dev.apiaccess.status.UnownedUnits;
import java.util.function.Consumer;

/**
 * What reconcilers work with.
 *
 * @param later wakes objects when the informers have seen what a reconcile just did
 * @param ledger what keys used that are gone
 * @param secrets of keys
 * @param seen is told what was seen that no object wants
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
        Consumer<UnownedUnits> seen) {}

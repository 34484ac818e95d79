// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.rotation.KeyStep;
import dev.apiaccess.status.KeyProgress;
import dev.apiaccess.status.StoredKeys;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Carries out the steps in the life of a grant's keys, each as one conditional update of one of its Secrets. */
public final class KeyKeeper {

    private final KeyStore secrets;
    private final FreshValues values;
    private final Clock clock;

    public KeyKeeper(KeyStore secrets, FreshValues values, Clock clock) {
        this.secrets = secrets;
        this.values = values;
        this.clock = clock;
    }

    /**
     * Carries out one step.
     *
     * @param before result of the steps of this pass so far
     */
    KeyProgress carryOut(ApiKeyGrant grant, KeyStep step, KeyProgress before) {
        return switch (step) {
            case KeyStep.Store store -> before.stored(SecretRefusals.told(grant, () -> store(grant, store)));
            case KeyStep.Restore restore -> before.stored(SecretRefusals.told(grant, () -> restore(grant, restore)));
            case KeyStep.Adopt _ -> before.stored(SecretRefusals.told(grant, () -> adopt(grant)));
            case KeyStep.Distrust distrust ->
                // The informer still shows the replaced value: nothing is derived from it.
                before.stored(renew(grant, distrust).then(_ -> SecretRefusals.distrusted(grant)));
            case KeyStep.HandOver(var revision, var keyId) -> handOver(grant, revision, keyId, before);
            case KeyStep.Edit edit -> before.changed(change(grant, edit::of), isTurn(step));
            case KeyStep.Renew renew -> before.changed(renew(grant, renew), isTurn(step));
        };
    }

    /** Whether the rest has to wait for the next pass: the view of AWS does not fit what is stored after such a step. */
    private static boolean isTurn(KeyStep step) {
        return switch (step) {
            case KeyStep.Begin _, KeyStep.Supersede _, KeyStep.DropReplaced _, KeyStep.Acknowledge _ -> true;
            case KeyStep.Store _,
                    KeyStep.Restore _,
                    KeyStep.Adopt _,
                    KeyStep.Distrust _,
                    KeyStep.SetBack _,
                    KeyStep.NoteUsable _,
                    KeyStep.HandOver _,
                    KeyStep.NotePublished _ -> false;
        };
    }

    private Verdict<KeyHistory> store(ApiKeyGrant grant, KeyStep.Store store) {
        var value = store.imported().orElseGet(values::next);
        return stored(grant, store.of(value, clock.instant())).then(history -> {
            if (store.imported().isEmpty() && history.newest().value().equals(value)) {
                secrets.made(grant, store.number());
            }
            return Verdict.wanted(history);
        });
    }

    private Verdict<KeyHistory> restore(ApiKeyGrant grant, KeyStep.Restore restore) {
        // Any editor of the consumer's Secret may have put it there.
        secrets.toBeCompared(grant);
        return stored(grant, restore.history());
    }

    private Verdict<KeyHistory> stored(ApiKeyGrant grant, KeyHistory first) {
        return secrets.store(grant, first).map(Verdict::wanted).orElseGet(() -> SecretRefusals.notOwned(grant));
    }

    private Verdict<KeyHistory> adopt(ApiKeyGrant grant) {
        secrets.own(grant);
        return change(grant, UnaryOperator.identity());
    }

    private Verdict<KeyHistory> change(ApiKeyGrant grant, UnaryOperator<KeyHistory> change) {
        return SecretRefusals.told(
                grant,
                () -> secrets.change(grant, change)
                        .map(Verdict::wanted)
                        .orElseGet(() -> SecretRefusals.deleted(grant)));
    }

    private Verdict<KeyHistory> renew(ApiKeyGrant grant, KeyStep.Renew renew) {
        var value = renew.imported().orElseGet(values::next);
        var now = clock.instant();
        return change(grant, one -> renew.of(one, value, now)).then(history -> {
            var newest = history.newest();
            if (renew.imported().isEmpty()
                    && newest.number() == renew.number()
                    && newest.value().equals(value)) {
                secrets.made(grant, renew.number());
            }
            return Verdict.wanted(history);
        });
    }

    private KeyProgress handOver(ApiKeyGrant grant, KeyRevision revision, String keyId, KeyProgress before) {
        var answer = SecretRefusals.told(grant, () -> Verdict.wanted(secrets.publish(grant, revision, keyId)));
        var given = revision.publishedAt().isPresent() || StoredKeys.isServed(grant, revision.number());
        var wrong = answer.equals(Verdict.wanted(KeyStore.Published.OWN_DIFFERS))
                && !given
                && grant.getSpec().valueFrom() == null;
        var told = SecretRefusals.<KeyRevision>told(
                grant,
                () -> answer.then(what -> switch (what) {
                    case YES -> Verdict.wanted(revision);
                    case FOREIGN ->
                        SecretRefusals.foreign(
                                grant,
                                secrets.grantOf(grant, grant.getSpec().secret().name()));
                    case NO_VALUE -> SecretRefusals.noValue(grant, revision);
                    case NOT_KNOWN -> SecretRefusals.notKnown(keyId, StoredKeys.isServed(grant, revision.number()));
                    case NOT_COMPARED -> SecretRefusals.notCompared(grant, keyId);
                    case OWN_DIFFERS ->
                        wrong ? SecretRefusals.replaced(grant, keyId) : SecretRefusals.ownDiffers(grant, keyId, given);
                    case BOTH_DIFFER -> SecretRefusals.bothDiffer(grant, keyId);
                }));
        return switch (told) {
            case Verdict.Wanted<KeyRevision> _ -> before.handedOver(revision.number(), keyId);
            case Verdict.Rejected<KeyRevision> rejected ->
                before.notHandedOver(
                        new KeyProgress.Refusal(rejected, wrong ? Optional.of(revision.number()) : Optional.empty()));
        };
    }
}

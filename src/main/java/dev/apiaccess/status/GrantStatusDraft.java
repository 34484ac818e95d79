// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.GrantPlan;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.RotationStatus;
import dev.apiaccess.api.SecretBinding;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.Settings;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.rotation.KeyLife;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Mutable on purpose: what one pass learned of the key of a grant, for its status. What it does not learn stays as it was. */
final class GrantStatusDraft {

    @Nullable
    String keyId;

    @Nullable
    String digest;

    List<GrantPlan> plans = List.of();
    List<PartStatus> parts = List.of();
    Optional<Instant> again = Optional.empty();
    List<Note> notes = List.of();

    private @Nullable String secretName;
    private @Nullable Long secretGeneration;
    private @Nullable String usableSince;
    private @Nullable Integer revision;
    private @Nullable RotationStatus rotation;
    private @Nullable String rotateRequestedAt;

    static GrantStatusDraft from(@Nullable ApiKeyGrantStatus before) {
        var learned = new GrantStatusDraft();
        if (before != null) {
            learned.keyId = before.apiKeyId();
            learned.digest = before.digest();
            learned.secretName = before.secretName();
            learned.secretGeneration = before.secretGeneration();
            learned.usableSince = before.usableSince();
            learned.revision = before.revision();
            learned.rotation = before.rotation();
            learned.rotateRequestedAt = before.rotateRequestedAt();
            learned.plans = before.plans();
        }
        return learned;
    }

    /**
     * A stored value that was not handed over yet, where the look comes to nothing more. The executor may make its key, and the answer
     * may be lost with our Secret: a number that status does not name would then be given to another value. What is recorded as handed
     * over proves nothing here.
     */
    void onItsWay(KeyHistory history) {
        var newest = history.newest();
        if (newest.publishedAt().isPresent() || (revision != null && revision >= newest.number())) {
            return;
        }
        revision = newest.number();
        rotation = new RotationStatus(
                KeyLife.phase(history).name(),
                rotation == null ? null : rotation.previousApiKeyId(),
                null,
                newest.issuedAt().map(KeyReadiness::text).orElse(null),
                null);
    }

    /** The present state of the keys. */
    void of(
            KeyReadiness.Stage stage,
            ApiKeyGrant grant,
            Desired.Key key,
            KeyMatches inAws,
            Settings settings,
            Instant now) {
        again = stage.again(now);
        rotateRequestedAt = stage.history().rotateRequest().orElse(null);
        revision = stage.history().newest().number();
        var previous = inAws.outdated().stream()
                .map(ExistingKey::id)
                .findFirst()
                .or(() -> key.revisions().size() < 2
                        ? Optional.empty()
                        : inAws.existing().getFirst().map(ExistingKey::id));
        stage.serving().ifPresent(serving -> {
            keyId = serving.keyId().orElse(keyId);
            secretName = grant.getSpec().secret().name();
            secretGeneration = grant.getMetadata().getGeneration();
            usableSince = serving.usableAt().map(KeyReadiness::text).orElse(usableSince);
        });
        rotation = KeyReadiness.status(
                stage, grant, settings, previous.filter(id -> !id.equals(keyId)).orElse(null));
    }

    /**
     * Its keys are gone, and no consumer is served. Our Secret may be edited to hold another value meanwhile: what is in it is not
     * taken for the one that the consumer was given once.
     */
    void ended() {
        keyId = null;
        secretName = null;
        secretGeneration = null;
        usableSince = null;
        plans = List.of();
    }

    /** In which plans the key works, and when it does in the others. */
    void settles(Memberships members, Instant now) {
        plans = members.plans();
        if (!members.left().isZero()) {
            var at = now.plus(members.left());
            again = Optional.of(again.filter(at::isAfter).orElse(at));
        }
    }

    /** When something is tried again. */
    void triesAgain(Optional<Instant> at) {
        again = Stream.concat(again.stream(), at.stream()).min(Instant::compareTo);
    }

    ApiKeyGrantStatus status(
            ApiKeyGrant grant,
            @Nullable ApiKeyGrantStatus before,
            @Nullable KeyIntent intent,
            Findings findings,
            @Nullable String summary,
            Optional<QuotaWarning> quota,
            Optional<NotCarried.Told> notCarried) {
        return new ApiKeyGrantStatus(
                grant.getMetadata().getGeneration(),
                findings.conditions().build(),
                summary,
                Summaries.requestedAt(grant),
                findings.lastChange(intent == null ? List.of() : List.of(intent.unit())),
                intent != null ? intent.connection() : before == null ? null : before.connection(),
                findings.admittedBy(intent == null ? null : intent.tenant()),
                findings.drift().lines(),
                findings.drift().last(),
                findings.drift().history(),
                findings.corrections(),
                findings.plannedChanges(),
                keyId,
                revision,
                digest,
                secretName,
                secretGeneration,
                plans,
                parts,
                usableSince,
                rotation,
                rotateRequestedAt,
                secretName == null ? null : new SecretBinding(secretName),
                quota.map(QuotaWarning::percent).orElse(null),
                notCarried
                        .flatMap(NotCarried.Told::until)
                        .map(LocalDate::toString)
                        .orElse(null));
    }
}

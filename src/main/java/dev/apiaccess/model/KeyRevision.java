// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One value of a grant's key, kept from before AWS sees it until it is no longer needed.
 *
 * @param number counts the values of the grant, from 1
 * @param value in memory where it was just made or read, else the place where it is kept
 * @param issuedAt when the value was stored, empty when that is not known
 * @param keyId id in AWS for which {@code usableAt} was noted, empty until the key was put into all plans once
 * @param usableAt when the key may be handed over, empty like {@code keyId}
 * @param publishedAt when the consumer's Secret held it for the first time, empty before
 */
public record KeyRevision(
        int number,
        KeptValue value,
        Optional<Instant> issuedAt,
        Optional<String> keyId,
        Optional<Instant> usableAt,
        Optional<Instant> publishedAt) {

    /** A revision of a value that is stored now. */
    public static KeyRevision issued(int number, KeptValue value, Instant at) {
        return new KeyRevision(number, value, Optional.of(at), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public KeyRevision withIssuedAt(Instant at) {
        return new KeyRevision(number, value, Optional.of(at), keyId, usableAt, publishedAt);
    }

    /** The same with the key seen in all its plans. */
    public KeyRevision withUsableAt(String id, Instant at) {
        return new KeyRevision(number, value, issuedAt, Optional.of(id), Optional.of(at), publishedAt);
    }

    public KeyRevision withPublishedAt(Instant at) {
        return new KeyRevision(number, value, issuedAt, keyId, usableAt, Optional.of(at));
    }
}

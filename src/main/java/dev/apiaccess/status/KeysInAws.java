// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.plan.KeyMatches;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which of the stored values have a key in AWS. */
public final class KeysInAws {

    private KeysInAws() {}

    /** Ids by revision of the keys that are in AWS as desired. */
    static Map<Integer, String> working(
            Desired.Key wanted, KeyMatches matches, Set<String> doubtful, KeyHistory history, boolean converged) {
        var ids = new HashMap<Integer, String>();
        for (var index = 0; index < wanted.revisions().size(); index++) {
            var revision = wanted.revisions().get(index);
            var number = history.revisions().stream()
                    .map(KeyRevision::number)
                    .filter(one -> revision.key().name().endsWith("-r" + one))
                    .findFirst();
            // Where drift is only reported, AWS counts as it is.
            matches.existing()
                    .get(index)
                    .filter(found -> converged || found.key().equals(revision.key()))
                    .filter(found -> !doubtful.contains(found.id()))
                    .ifPresent(found -> number.ifPresent(one -> ids.put(one, found.id())));
        }
        return ids;
    }

    /** The key that the consumer has, as AWS has it; by its number, since the place of a value depends on where it was read. */
    public static Optional<ExistingKey> handed(KeyHistory history, Desired.Key key, KeyMatches inAws) {
        for (var revision : history.revisions().reversed()) {
            for (var index = 0; index < key.revisions().size(); index++) {
                if (revision.publishedAt().isPresent()
                        && key.revisions().get(index).key().name().endsWith("-r" + revision.number())) {
                    return inAws.existing().get(index);
                }
            }
        }
        return Optional.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.model.OwnerRef;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of several protections of one API has its way; the others change nothing. */
public final class ProtectionHolders {

    /** The tag of an API that names who protects it, where statuses do not. */
    static final String TAG = "apiaccess.dev/owner";

    private ProtectionHolders() {}

    /**
     * A protection that may hold an API.
     *
     * @param isNoted whether its status says that it brought something about there
     * @param created when it was made, RFC 3339; empty sorts first
     */
    public record Candidate(OwnerRef owner, boolean isNoted, String created) {}

    /**
     * The one that holds the API: who brought something about, else whom the tag names, else the oldest. The tag alone never takes an API
     * from one that brought something about.
     *
     * @param tags of the API, as far as they are known
     */
    public static Optional<OwnerRef> holder(Collection<Candidate> candidates, Map<String, String> tags) {
        var noted = candidates.stream().filter(Candidate::isNoted).toList();
        List<Candidate> among = noted.isEmpty() ? List.copyOf(candidates) : noted;
        return among.stream()
                .min(Comparator.<Candidate, Boolean>comparing(
                                one -> !one.owner().text().equals(tags.get(TAG)))
                        .thenComparing(Candidate::created)
                        .thenComparing(Candidate::owner))
                .map(Candidate::owner);
    }
}

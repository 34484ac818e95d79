// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.access.Document;
import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The managed policies of AWS, which are the same in every account of a partition: one read for each version, and about once an hour one
 * that asks which version is the default.
 */
final class AwsPolicies {

    private static final String OWNER = ":iam::aws:policy/";
    private static final Duration FRESH = Duration.ofHours(1);
    private static final String RIGHT = "the operator has no iam:GetPolicy and iam:GetPolicyVersion on policies of AWS";
    private static final String LATER = "it is read with the next look at the account";

    private final Accounts accounts;
    private final Clock clock;
    private final Trouble trouble = new Trouble("what managed policies of AWS say");
    private final Map<String, Version> versions = new ConcurrentHashMap<>();
    private final Map<String, String> refused = new ConcurrentHashMap<>();

    private record Version(String id, Document document, Instant asked) {}

    AwsPolicies(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    static boolean isOfAws(String arn) {
        return arn.contains(OWNER);
    }

    /** What is known of a policy without asking, or why nothing is. */
    Document known(String accountId, String arn) {
        var known = versions.get(arn);
        return known != null ? known.document() : Document.unread(arn, refused.getOrDefault(accountId, LATER));
    }

    /** Whether asking may say more than is known. */
    boolean isAwaited(String accountId, String arn) {
        return !versions.containsKey(arn) && !refused.containsKey(accountId);
    }

    /**
     * Reads those that are not known or not fresh; ends early where AWS would refuse the rest too.
     *
     * @return whether anything known changed
     */
    boolean read(Accounts.Account account, Collection<String> arns) throws InterruptedException {
        var round = new Round<String, Version>(Map.of(), arn -> ask(account, arn));
        var before = Map.copyOf(versions);
        var wasRefused = refused.get(account.accountId());
        for (var arn : new TreeSet<>(arns)) {
            var known = versions.get(arn);
            if (known == null || isOld(arn, known)) {
                var read = round.of(arn);
                if (read != null) {
                    versions.put(arn, read);
                }
            }
        }
        trouble.tell(account.accountId(), round.failure());
        var missing = round.missing(RIGHT);
        if (missing.isEmpty()) {
            refused.remove(account.accountId());
        } else {
            refused.put(account.accountId(), missing);
        }
        return !documents(before).equals(documents(versions))
                || !Optional.ofNullable(wasRefused).equals(Optional.ofNullable(refused.get(account.accountId())));
    }

    /** Not all of them in the same look. */
    private boolean isOld(String arn, Version known) {
        return known.asked()
                .plus(FRESH)
                .plusSeconds(Math.floorMod(arn.hashCode(), FRESH.toSeconds()))
                .isBefore(clock.instant());
    }

    private static Map<String, String> documents(Map<String, Version> versions) {
        return versions.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, one -> one.getValue().id()));
    }

    private Optional<Version> ask(Accounts.Account account, String arn) throws InterruptedException {
        var head = accounts.call(
                account,
                "",
                Operation.GET_POLICY,
                Caller.SWEEP,
                () -> account.access().iam().getPolicy(arn));
        if (head.isEmpty()) {
            return Optional.of(
                    new Version("", Document.unread(arn, "AWS has no such policy any more"), clock.instant()));
        }
        var id = head.get().defaultVersionId();
        var known = versions.get(arn);
        if (known != null && known.id().equals(id)) {
            return Optional.of(new Version(id, known.document(), clock.instant()));
        }
        var text = accounts.call(
                account,
                "",
                Operation.GET_POLICY_VERSION,
                Caller.SWEEP,
                () -> account.access().iam().getPolicyText(arn, id));
        return Optional.of(new Version(id, Document.ofIdentity(arn, text), clock.instant()));
    }
}

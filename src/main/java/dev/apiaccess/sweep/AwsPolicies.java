// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.access.Document;
import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The managed policies of AWS, which are the same in every account of a partition: one read for each version, and once an hour one that asks
 * which version is the default.
 */
final class AwsPolicies {

    private static final String OWNER = ":iam::aws:policy/";
    private static final Duration FRESH = Duration.ofHours(1);

    private final Accounts accounts;
    private final Clock clock;
    private final Trouble trouble = new Trouble("what managed policies of AWS say");
    private final Map<String, Version> versions = new ConcurrentHashMap<>();

    private record Version(String id, Document document, Instant asked) {}

    AwsPolicies(Accounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    static boolean isOfAws(String arn) {
        return arn.contains(OWNER);
    }

    /** The document, or why it could not be read. */
    Document read(Accounts.Account account, String arn) throws InterruptedException {
        var known = versions.get(arn);
        var now = clock.instant();
        if (known != null && known.asked().plus(FRESH).isAfter(now)) {
            return known.document();
        }
        try {
            var head = accounts.call(
                    account,
                    "",
                    Operation.GET_POLICY,
                    Caller.SWEEP,
                    () -> account.access().iam().getPolicy(arn));
            if (head.isEmpty()) {
                return Document.unread(arn, "AWS has no such policy any more");
            }
            var id = head.get().defaultVersionId();
            var document = known != null && known.id().equals(id)
                    ? known.document()
                    : Document.ofIdentity(
                            arn,
                            accounts.call(
                                    account,
                                    "",
                                    Operation.GET_POLICY_VERSION,
                                    Caller.SWEEP,
                                    () -> account.access().iam().getPolicyText(arn, id)));
            versions.put(arn, new Version(id, document, now));
            trouble.tell(account.accountId(), null);
            return document;
        } catch (AwsFailure failure) {
            trouble.tell(account.accountId(), failure);
            return known != null ? known.document() : Document.unread(arn, String.valueOf(failure.getMessage()));
        }
    }
}

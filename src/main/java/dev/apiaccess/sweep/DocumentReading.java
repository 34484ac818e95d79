// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.access.Document;
import dev.apiaccess.access.Identity;
import dev.apiaccess.call.Accounts;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.port.IamPort.AccountDetails;
import dev.apiaccess.port.IamPort.Holder;
import dev.apiaccess.world.HeldSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the policy documents of principals that objects name, out of what a listing of IAM passes by; each document once, however many
 * have it and however often it is listed. Policies of AWS are in no such listing: {@link AwsPolicies} reads them.
 */
final class DocumentReading {

    private static final String LATER = "it is read with the next look at the account";

    private final AwsPolicies ofAws;

    /** By account and name. */
    private final Map<String, Map<String, Document>> known = new ConcurrentHashMap<>();

    DocumentReading(AwsPolicies ofAws) {
        this.ofAws = ofAws;
    }

    void forget(String accountId) {
        known.remove(accountId);
    }

    /** @param named principals whose documents are kept, by identity */
    Round begin(Accounts.Account account, Set<String> named) {
        return new Round(account, named, known.getOrDefault(account.accountId(), Map.of()));
    }

    /** One listing. */
    final class Round {

        private final Accounts.Account account;
        private final Set<String> named;
        private final Map<String, Document> before;
        private final Map<String, Holder> holders = new HashMap<>();
        private final Map<String, Holder> groups = new HashMap<>();
        private final Map<String, Set<String>> attached = new HashMap<>();
        private final Map<String, PrincipalRef> bare = new HashMap<>();
        private final Set<String> wanted;
        private final Map<String, String> texts = new HashMap<>();
        private final Set<String> ofAwsWanted = new HashSet<>();
        private boolean waits;

        private Round(Accounts.Account account, Set<String> named, Map<String, Document> before) {
            this.account = account;
            this.named = named;
            this.before = before;
            // Principals are listed before policies, as far as is known. What was wanted last time does not depend on
            // that.
            wanted = new HashSet<>(before.keySet());
        }

        /** A page of the listing. */
        void page(AccountDetails page) {
            for (var holder : page.holders()) {
                var principal = holder.principal();
                var group = principal.kind() == PrincipalRef.Kind.GROUP;
                if (group) {
                    groups.put(principal.name(), holder);
                }
                var arns = page.attachments().getOrDefault(principal, Set.of());
                if (isBare(holder, arns)) {
                    bare.put(principal.identity(), principal);
                }
                if (group || named.contains(principal.identity())) {
                    holders.put(principal.identity(), holder);
                    attached.put(principal.identity(), arns);
                    wanted.addAll(arns);
                    holder.boundary().ifPresent(wanted::add);
                }
            }
            page.documents().forEach((arn, text) -> {
                if (wanted.contains(arn)) {
                    texts.put(arn, text);
                }
            });
        }

        private static boolean isBare(Holder holder, Set<String> attached) {
            return attached.isEmpty()
                    && holder.inline().isEmpty()
                    && holder.groups().isEmpty()
                    && holder.boundary().isEmpty();
        }

        /** What the named principals have, as far as it is known without asking for more. */
        HeldSlice end() {
            var documents = new HashMap<String, Document>();
            var principals = new HashMap<String, Identity>();
            var unfinished = new HashSet<String>();
            for (var identity : named) {
                var holder = holders.get(identity);
                if (holder != null) {
                    waits = false;
                    principals.put(identity, identity(holder, documents));
                    if (waits) {
                        unfinished.add(identity);
                    }
                }
            }
            known.put(account.accountId(), documents);
            return new HeldSlice(account.accountId(), principals, unfinished, bare);
        }

        /**
         * Reads the policies of AWS that the principals have.
         *
         * @return whether more is known than before
         */
        boolean readOfAws() throws InterruptedException {
            return ofAws.read(account, ofAwsWanted);
        }

        private Identity identity(Holder holder, Map<String, Document> documents) {
            var held = new ArrayList<>(held(holder, Optional.empty(), documents));
            for (var name : holder.groups()) {
                var group = groups.get(name);
                waits |= group == null;
                held.addAll(
                        group == null
                                ? List.of(Identity.Held.managed(
                                        Optional.of(name), Document.unread("the policies of group " + name, LATER)))
                                : held(group, Optional.of(name), documents));
            }
            var boundary =
                    holder.boundary().isPresent() ? managed(holder.boundary().get(), documents) : null;
            var text = holder.principal().text();
            return new Identity(
                    switch (holder.principal().kind()) {
                        case ROLE -> Identity.Type.ROLE;
                        case USER -> Identity.Type.USER;
                        case GROUP -> Identity.Type.GROUP;
                    },
                    text.substring(text.indexOf('/') + 1),
                    held,
                    boundary);
        }

        private List<Identity.Held> held(Holder holder, Optional<String> group, Map<String, Document> documents) {
            var held = new ArrayList<Identity.Held>();
            for (var arn :
                    new TreeSet<>(attached.getOrDefault(holder.principal().identity(), Set.of()))) {
                held.add(Identity.Held.managed(group, managed(arn, documents)));
            }
            for (var name : new TreeSet<>(holder.inline().keySet())) {
                var called = Identity.inlineName(name, holder.principal().text());
                held.add(new Identity.Held(
                        group, Optional.of(name), once(called, holder.inline().getOrDefault(name, ""), documents)));
            }
            return held;
        }

        private Document managed(String arn, Map<String, Document> documents) {
            var text = texts.get(arn);
            if (text != null) {
                return once(arn, text, documents);
            }
            if (AwsPolicies.isOfAws(arn)) {
                ofAwsWanted.add(arn);
                waits |= ofAws.isAwaited(account.accountId(), arn);
                return ofAws.known(account.accountId(), arn);
            }
            waits = true;
            // Its name is kept, so that it is looked for from now on.
            documents.putIfAbsent(arn, Document.unread(arn, LATER));
            return documents.getOrDefault(arn, Document.unread(arn, LATER));
        }

        private Document once(String name, String text, Map<String, Document> documents) {
            var now = Document.ofIdentity(name, text);
            var earlier = documents.getOrDefault(name, before.get(name));
            var one = earlier != null && earlier.equals(now) ? earlier : now;
            documents.put(name, one);
            return one;
        }
    }
}

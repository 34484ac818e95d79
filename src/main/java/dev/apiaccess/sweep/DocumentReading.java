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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the policy documents of principals that objects name, out of what a listing of IAM passes by; each document once, however many
 * have it and however often it is listed, and packed, also while the listing goes on: there may be thousands. Policies of AWS are in no such
 * listing: {@link AwsPolicies} reads them.
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

    /** A principal or group with the policies that are attached to it. */
    private record Listed(Holder holder, Set<String> attached) {}

    /** A principal or group without the texts of its policies. */
    private record Kept(
            PrincipalRef principal,
            List<String> groups,
            Optional<String> boundary,
            SortedMap<String, Document> inline,
            Set<String> attached) {}

    /** One listing. */
    final class Round {

        private final Accounts.Account account;
        private final Set<String> named;
        private final Map<String, Document> before;
        private final Map<String, Kept> holders = new HashMap<>();
        private final Map<String, PrincipalRef> bare = new HashMap<>();
        /** With their texts: most groups have nobody who is named. */
        private final Map<String, Listed> groups = new HashMap<>();

        /** What members have from a group, by its name. */
        private final Map<String, List<Identity.Held>> ofGroups = new HashMap<>();

        private final Set<String> wanted;
        private final Map<String, Document> texts = new HashMap<>();
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
                var listed = new Listed(holder, page.attachments().getOrDefault(principal, Set.of()));
                if (isBare(listed)) {
                    bare.put(principal.identity(), principal);
                }
                if (group || named.contains(principal.identity())) {
                    if (group) {
                        groups.put(principal.name(), listed);
                    }
                    if (named.contains(principal.identity())) {
                        holders.put(principal.identity(), kept(listed));
                    }
                    wanted.addAll(listed.attached());
                    holder.boundary().ifPresent(wanted::add);
                }
            }
            page.documents().forEach((arn, text) -> {
                if (wanted.contains(arn)) {
                    texts.put(arn, once(arn, text));
                }
            });
        }

        private static boolean isBare(Listed listed) {
            return listed.attached().isEmpty()
                    && listed.holder().inline().isEmpty()
                    && listed.holder().groups().isEmpty()
                    && listed.holder().boundary().isEmpty();
        }

        private Kept kept(Listed listed) {
            var holder = listed.holder();
            var inline = new TreeMap<String, Document>();
            holder.inline()
                    .forEach((name, text) -> inline.put(
                            name,
                            once(Identity.inlineName(name, holder.principal().text()), text)));
            return new Kept(holder.principal(), holder.groups(), holder.boundary(), inline, listed.attached());
        }

        /** What the named principals have, as far as it is known without asking for more. */
        HeldSlice end() {
            var documents = new HashMap<String, Document>();
            var principals = new HashMap<String, Identity>();
            var unfinished = new HashSet<String>();
            ofGroups.clear();
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

        private Identity identity(Kept holder, Map<String, Document> documents) {
            var held = new ArrayList<>(held(holder, Optional.empty(), documents));
            for (var name : holder.groups()) {
                held.addAll(ofGroup(name, documents));
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

        /** What is read is the same for all members; a group that waits for another look is gone through for each, which waits too. */
        private List<Identity.Held> ofGroup(String name, Map<String, Document> documents) {
            var group = groups.get(name);
            if (group == null) {
                waits = true;
                return List.of(Identity.Held.managed(
                        Optional.of(name), Document.unread("the policies of group " + name, LATER)));
            }
            var known = ofGroups.get(name);
            if (known != null) {
                return known;
            }
            var others = waits;
            waits = false;
            var held = held(kept(group), Optional.of(name), documents);
            if (!waits) {
                ofGroups.put(name, held);
            }
            waits |= others;
            return held;
        }

        private List<Identity.Held> held(Kept holder, Optional<String> group, Map<String, Document> documents) {
            var held = new ArrayList<Identity.Held>();
            for (var arn : new TreeSet<>(holder.attached())) {
                held.add(Identity.Held.managed(group, managed(arn, documents)));
            }
            holder.inline().forEach((name, document) -> {
                documents.put(document.name(), document);
                held.add(new Identity.Held(group, Optional.of(name), document));
            });
            return held;
        }

        private Document managed(String arn, Map<String, Document> documents) {
            var read = texts.get(arn);
            if (read != null) {
                documents.put(arn, read);
                return read;
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

        private Document once(String name, String text) {
            var earlier = before.get(name);
            return earlier != null && earlier.hasText(text) ? earlier : Document.packed(name, text);
        }
    }
}

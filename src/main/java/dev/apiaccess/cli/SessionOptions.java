// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Caller;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.PolicyFormatException;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.Principal;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The policies that the session of a role was made with: what they do not allow together, the session cannot do. */
final class SessionOptions {

    /** As many ARNs STS takes. */
    private static final int MOST_ARNS = 10;

    @Option(
            names = "--session-policy",
            paramLabel = "<file>",
            description = "A policy document that the role's session was made with; repeat it for more.")
    private List<Path> files = List.of();

    @Option(
            names = "--session-policy-arn",
            paramLabel = "<arn>",
            description = "A managed policy that it was made with; repeat it for up to ten.")
    private List<String> arns = List.of();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final List<Attached> documents = new ArrayList<>();

    /** Reads the files, before an account is read, which may take long. */
    void read() {
        if (arns.size() > MOST_ARNS) {
            throw wrong("--session-policy-arn is given " + arns.size() + " times, and a session takes " + MOST_ARNS);
        }
        documents.clear();
        files.forEach(file -> documents.add(document(file)));
    }

    private static Attached document(Path file) {
        try {
            return Attached.of(
                    "session policy " + file.getFileName(),
                    PolicyReader.readForeign(Files.readString(file), PolicyKind.IDENTITY));
        } catch (PolicyFormatException e) {
            throw new Unanswerable(
                    Code.NO_POLICY,
                    file + " is no session policy: " + e.getMessage(),
                    "name a policy document as sts:AssumeRole takes it with --session-policy");
        } catch (CharacterCodingException e) {
            throw new Unanswerable(
                    Code.NO_POLICY,
                    file + " is not UTF-8, so it is no session policy",
                    "name another --session-policy");
        } catch (NoSuchFileException e) {
            throw new Unanswerable(
                    Code.FILE_NOT_FOUND, "there is no file " + file, "name a policy document with --session-policy");
        } catch (IOException e) {
            throw new Unanswerable(
                    Code.FILE_NOT_READABLE,
                    "cannot read " + file + (Files.isDirectory(file) ? ": it is a directory" : ": " + e.getMessage()),
                    "name a policy document with --session-policy");
        }
    }

    /** The caller in such a session; the same where no policies are given. */
    Caller in(Account account, Caller caller) {
        if (files.isEmpty() && arns.isEmpty()) {
            return caller;
        }
        if (!(caller.principal() instanceof Principal.AssumedRole)) {
            throw wrong("a session policy is of a session of a role, and " + caller.spoken() + " is none");
        }
        var all = new ArrayList<>(documents);
        for (var arn : arns) {
            all.add(account.policy(arn)
                    .orElseThrow(() -> new Unanswerable(
                            Code.NO_SUCH_POLICY,
                            "nothing is known of a managed policy " + arn + " in account " + account.id(),
                            "see its ARN, or give its document with --session-policy"))
                    .attached());
        }
        return caller.withSession(all);
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}

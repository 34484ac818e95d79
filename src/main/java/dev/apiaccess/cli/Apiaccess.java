// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code apiaccess}: without a sub-command it prints the help. */
@Command(
        name = "apiaccess",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = "Access to AWS API Gateway: who may call what, and the operator that grants it.",
        footer = {
            "",
            "Questions, and what answers them (each takes --account-file <file>):",
            "  Why is this call 403?              explain --text '<message of the 403>'",
            "  Why may this role not call that?   explain <who> POST /orders --api orders",
            "  What has to change for a yes?      explain, its last lines",
            "  May this role call GET /orders?    can-i <who> GET /orders --api orders",
            "  ... from home, with MFA?           can-i ... --from 203.0.113.9 --mfa",
            "  Who can delete orders?             who-can DELETE '/orders/{id}' --api orders",
            "  Can anybody call it unsigned?      can-i anonymous GET /orders --api orders",
            "  Who may call what, all of it?      matrix (-o csv for a spreadsheet)",
            "  What changed since Friday?         since friday.json",
            "  Did anybody gain access?           since friday.json; exit code 2",
            "  Is access as it should be, in CI?  test access-tests.yaml (-o junit)",
            "  What does [code] in an error mean? docs/commands/messages.md",
            "  How do scripts read answers?       -o json; its form: schema can-i",
            "",
            "'apiaccess <command> --help' has its options, exit codes and examples. <who> is",
            "role/<path/name>, user/<path/name>, root, anonymous, or an ARN. An account file",
            "says what AWS holds of an account: docs/commands.md.",
            "Without arguments, or with 'run', the operator starts: docs/settings.md."
        },
        subcommands = {
            CanICommand.class,
            ExplainCommand.class,
            WhoCanCommand.class,
            MatrixCommand.class,
            SinceCommand.class,
            TestCommand.class,
            SchemaCommand.class,
            CompletionCommand.class,
            CollectCommand.class,
            DoctorCommand.class,
            IamPolicyCommand.class,
            UninstallCommand.class
        })
public final class Apiaccess implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** The commands of this jar, and those that another jar provides as a service: the emulator, where it ships. */
    @SuppressWarnings("rawtypes") // a service is named by its erased type
    public static CommandLine commandLine() {
        var line = new CommandLine(new Apiaccess());
        ServiceLoader.load(Callable.class).stream()
                .filter(found -> found.type().isAnnotationPresent(Command.class))
                .forEach(found -> line.addSubcommand(found.get()));
        if (!line.getSubcommands().containsKey(AbsentEmulator.NAME)) {
            line.addSubcommand(new AbsentEmulator());
        }
        GroupedHelp.addTo(line);
        line.addSubcommand(new HelpCommand());
        return line.setParameterExceptionHandler(new WrongArgument());
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}

using System.CommandLine;
using System.Globalization;
using MetalOrleans.Cli.Bundles;

namespace MetalOrleans.Cli.CommandLine;

/// <summary><c>kubectl metal bundle</c>: what support needs, in one file, without secrets (W-002).</summary>
internal static class BundleCommand
{
    public static Command Create(TextWriter error)
    {
        var cluster = new ClusterOptions();
        var target = new Option<string?>("--output", "-o")
        {
            Description = "The file. Default: metallb-<time>.tar.gz in the current directory.",
            HelpName = "file",
        };
        var logLines = new Option<int>("--log-lines")
        {
            Description = "The last lines of each container's log that are taken.",
            DefaultValueFactory = _ => 5000,
            HelpName = "count",
        };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Show no progress." };
        var command = new Command(
            "bundle",
            "Collect configuration, statuses, events, logs and metrics into a tar.gz for support. Passwords, tokens, keys and the "
            + "contents of Secrets are left out.")
        {
            target, logLines, quiet,
        };
        foreach (var option in cluster.All)
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellationToken) => MetalCommand.RunAsync(error, async () =>
        {
            var time = TimeProvider.System;
            using var client = cluster.Connect(result);
            var file = result.GetValue(target)
                ?? $"metallb-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.tar.gz";
            var collector = new BundleCollector(
                client, cluster.NamespaceOf(result), result.GetValue(logLines), result.GetValue(quiet) ? null : error, time);
            // A bundle that could not be finished is none: it appears under its name when it is whole.
            var unfinished = file + ".part";
            BundleReport report;
            await using (var stream = File.Create(unfinished))
            {
                report = await collector.CollectAsync(stream, cancellationToken);
            }

            File.Move(unfinished, file, overwrite: true);
            await error.WriteLineAsync(
                $"{file}: {report.Files} files, {report.Failures} could not be had{(report.Failures > 0 ? " (see errors.txt in it)" : "")}");
            return 0;
        }));
        return command;
    }
}

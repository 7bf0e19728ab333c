using System.CommandLine;
using MetalOrleans.Cli.Conversion;

namespace MetalOrleans.Cli.CommandLine;

/// <summary><c>kubectl metal configmap-to-crs</c>: the ConfigMap of MetalLB up to 0.12 as custom resources (W-001).</summary>
internal static class ConfigMapToCrsCommand
{
    private const string StandardStream = "-";

    public static Command Create(TextReader input, TextWriter output, TextWriter error)
    {
        var source = new Option<string>("--source", "-f")
        {
            Description = "The ConfigMap, or the configuration inside of it; - for standard input.",
            DefaultValueFactory = _ => "./config.yaml",
            HelpName = "file",
        };
        var target = new Option<string>("--output", "-o")
        {
            Description = "Where the resources go; - for standard output.",
            DefaultValueFactory = _ => "resources.yaml",
            HelpName = "file",
        };
        var standardOutput = new Option<bool>("--stdout") { Description = "The same as --output -." };
        var onlyData = new Option<bool>("--only-data")
        {
            Description = "The source is the configuration itself, without a ConfigMap around it; found out by itself too.",
        };
        var inNamespace = new Option<string?>("--namespace", "-n")
        {
            Description = "The namespace of the resources. Default: the ConfigMap's, else metallb-system.",
            HelpName = "name",
        };
        var command = new Command(
            "configmap-to-crs",
            "Convert the ConfigMap that configured MetalLB up to 0.12 into custom resources. Asks no cluster.")
        {
            source, target, standardOutput, onlyData, inNamespace,
        };
        command.SetAction((result, cancellationToken) => MetalCommand.RunAsync(error, async () =>
        {
            var file = result.GetValue(source)!;
            var text = file == StandardStream
                ? await input.ReadToEndAsync(cancellationToken)
                : await File.ReadAllTextAsync(file, cancellationToken);
            var conversion = LegacyConversion.Convert(text, result.GetValue(onlyData), result.GetValue(inNamespace));
            var destination = result.GetValue(standardOutput) ? StandardStream : result.GetValue(target)!;
            return await TellAsync(conversion, file, destination, output, error, cancellationToken);
        }));
        return command;
    }

    private static async Task<int> TellAsync(
        ConversionResult conversion,
        string source,
        string destination,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        foreach (var fault in conversion.Faults)
        {
            await error.WriteLineAsync($"{source}: {fault}");
        }

        if (conversion.Yaml is not { } yaml)
        {
            await error.WriteLineAsync("Nothing was written.");
            return MetalCommand.UsageError;
        }

        if (destination == StandardStream)
        {
            await output.WriteAsync(yaml.AsMemory(), cancellationToken);
        }
        else
        {
            await File.WriteAllTextAsync(destination, yaml, cancellationToken);
            await error.WriteLineAsync($"{conversion.Count} resources in {destination}: kubectl apply -f {destination}");
        }

        return 0;
    }
}

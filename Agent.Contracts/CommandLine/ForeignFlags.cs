using System.Collections.Immutable;

namespace MetalOrleans.Agent.Contracts.CommandLine;

/// <summary>
/// Takes flags and environment variables of MetalLB out of a command line that have no meaning here, so that manifests
/// written for MetalLB start this program too: each is named once, with what to do instead (O-001 to O-045).
/// </summary>
public static class ForeignFlags
{
    /// <summary>Separates what is ours from what is MetalLB's alone.</summary>
    /// <param name="known">The flags to take out.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Looks a variable up; null or empty where it is not set.</param>
    /// <returns>The arguments that are left, in order, and a sentence for each thing that was found.</returns>
    public static (string[] Arguments, ImmutableArray<string> Ignored) Take(
        IReadOnlyList<ForeignFlag> known, IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);
        var left = new List<string>(arguments.Count);
        var found = new List<string>();
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            if (argument == "--")
            {
                left.AddRange(arguments.Skip(index));
                break;
            }

            if (Find(known, argument) is not { } flag)
            {
                left.Add(argument);
                continue;
            }

            // The value may follow as the next argument, except that of a switch.
            index += flag.TakesValue && !argument.Contains('=', StringComparison.Ordinal) && index + 1 < arguments.Count ? 1 : 0;
            Note(found, flag, flag.Name);
        }

        foreach (var flag in known)
        {
            if (flag.Variable is { } variable && !string.IsNullOrEmpty(environment(variable)))
            {
                Note(found, flag, variable);
            }
        }

        return ([.. left], found.Count == 0 ? [] : [.. found]);
    }

    // Go's flags have one dash or two.
    private static ForeignFlag? Find(IReadOnlyList<ForeignFlag> known, string argument)
    {
        var end = argument.IndexOf('=', StringComparison.Ordinal);
        var name = end < 0 ? argument : argument[..end];
        return known.FirstOrDefault(flag =>
            flag.Name.Length > 0 && (flag.Name == name || (name.Length > 2 && flag.Name.AsSpan(1).SequenceEqual(name))));
    }

    private static void Note(List<string> found, ForeignFlag flag, string name)
    {
        var sentence = $"{name} is ignored: {flag.Remedy}";
        if (flag.Remedy is not null && !found.Contains(sentence, StringComparer.Ordinal))
        {
            found.Add(sentence);
        }
    }
}

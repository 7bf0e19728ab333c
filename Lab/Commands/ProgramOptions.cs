using System.CommandLine;
using MetalOrleans.Lab.Clusters;

namespace MetalOrleans.Lab.Commands;

/// <summary>The options that name the silo and the agent to run.</summary>
internal sealed class ProgramOptions
{
    public Option<string> Silo { get; } = Program("--silo", "silo/Silo", "The silo's program.");

    public Option<string> Agent { get; } = Program("--agent", "netagent/NetAgent", "The agent's program.");

    public ClusterPrograms Read(ParseResult parsed) => new(
        Path.GetFullPath(parsed.GetRequiredValue(Silo)), Path.GetFullPath(parsed.GetRequiredValue(Agent)));

    private static Option<string> Program(string name, string published, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => Path.Combine("artifacts", "publish", published),
    };
}

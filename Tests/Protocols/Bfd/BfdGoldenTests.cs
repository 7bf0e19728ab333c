using System.Text.Json;
using MetalOrleans.Protocols.Bfd;
using MetalOrleans.Tests.Rules;

namespace MetalOrleans.Tests.Protocols.Bfd;

/// <summary>
/// Stories of one session, each a folder of steps: what happens, and everything the session does about it. Jitter is left out.
/// <c>METALORLEANS_UPDATE_GOLDEN=1</c> writes the outputs anew and fails.
/// </summary>
public sealed class BfdGoldenTests
{
    private const string OptionsFile = "given.json";
    private const string InputSuffix = "-input.jsonl";
    private const string OutputSuffix = "-output.jsonl";

    private static readonly string Root = Path.Combine(SourceTree.Root, "Tests", "Golden", "Bfd");

    public static TheoryData<string> Cases =>
        [.. Directory.GetDirectories(Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_session_does_what_the_story_says(string name)
    {
        var directory = Path.Combine(Root, name);
        Assert.True(File.Exists(Path.Combine(directory, "case.md")), $"{name} has no case.md that tells the story.");
        var story = Begin(Path.Combine(directory, OptionsFile));
        var inputs = Directory.GetFiles(directory, "*" + InputSuffix).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(inputs);
        var isUpdated = false;
        foreach (var input in inputs)
        {
            foreach (var line in File.ReadLines(input).Where(line => line.Length > 0))
            {
                Apply(story, JsonDocument.Parse(line).RootElement);
            }

            var actual = string.Concat(story.Describe().Select(line => line + "\n"));
            story.Forget();
            var output = input[..^InputSuffix.Length] + OutputSuffix;
            var expected = File.Exists(output) ? File.ReadAllText(output) : "";
            if (actual != expected && Environment.GetEnvironmentVariable("METALORLEANS_UPDATE_GOLDEN") == "1")
            {
                File.WriteAllText(output, actual);
                isUpdated = true;
                continue;
            }

            Assert.Equal(expected, actual);
        }

        Assert.False(isUpdated, "The outputs were written anew: read the difference.");
    }

    private static BfdStory Begin(string path)
    {
        var given = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        return new BfdStory(Options(given), given.TryGetProperty("multihop", out var multihop) && multihop.GetBoolean());
    }

    private static void Apply(BfdStory story, JsonElement step)
    {
        foreach (var property in step.EnumerateObject())
        {
            switch (property.Name)
            {
                case "at" or "until":
                    story.Until(property.Value.GetDouble());
                    break;
                case "receive":
                    story.Apply(BfdEvent.Received(Packet(property.Value)));
                    break;
                case "return":
                    story.Apply(BfdEvent.Returned(new BfdEchoPacket(BfdStory.Own, property.Value.GetUInt64(), Token: 99)));
                    break;
                case "configure":
                    story.Apply(BfdEvent.Configured(Options(property.Value)));
                    break;
                case "disable":
                    story.Apply(BfdEvent.Disabled);
                    break;
                case "enable":
                    story.Apply(BfdEvent.Enabled);
                    break;
                default:
                    throw new InvalidOperationException($"'{property.Name}' is no step of a story.");
            }
        }
    }

    private static BfdSessionOptions Options(JsonElement given) => new()
    {
        TransmitInterval = TimeSpan.FromMilliseconds(Number(given, "transmit", 300)),
        ReceiveInterval = TimeSpan.FromMilliseconds(Number(given, "receive", 300)),
        DetectMultiplier = (int)Number(given, "multiplier", 3),
        EchoInterval = TimeSpan.FromMilliseconds(Number(given, "echo", 0)),
        EchoReceiveInterval = TimeSpan.FromMilliseconds(Number(given, "echo", 0)),
        IsPassive = given.TryGetProperty("passive", out var passive) && passive.GetBoolean(),
    };

    private static BfdControlPacket Packet(JsonElement given) => BfdStory.Packet(
        Enum.Parse<BfdState>(given.GetProperty("state").GetString()!),
        given.TryGetProperty("flags", out var flags) ? Enum.Parse<BfdControlFlags>(flags.GetString()!) : BfdControlFlags.None,
        (uint)Number(given, "your", BfdStory.Own),
        Number(given, "tx", 300),
        Number(given, "rx", 300),
        Number(given, "echo", 0),
        (byte)Number(given, "multiplier", 3),
        given.TryGetProperty("diagnostic", out var diagnostic)
            ? Enum.Parse<BfdDiagnostic>(diagnostic.GetString()!)
            : BfdDiagnostic.None) with
    {
        MyDiscriminator = (uint)Number(given, "my", BfdStory.Peer),
    };

    private static double Number(JsonElement given, string name, double otherwise) =>
        given.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
}

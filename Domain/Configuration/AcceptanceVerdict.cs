namespace MetalOrleans.Domain.Configuration;

/// <summary>What became of one configuration object, for the condition <c>Accepted</c> in its status.</summary>
/// <param name="IsAccepted">Whether the object is in use everywhere it applies.</param>
/// <param name="Reason">One word: <c>Accepted</c>, or a <see cref="ConfigurationRefusalReason"/>.</param>
/// <param name="Message">Field, fault and remedy of every refusal, a line each; a plain sentence when accepted.</param>
public sealed record AcceptanceVerdict(bool IsAccepted, string Reason, string Message)
{
    // A condition's message has at most 32768 characters.
    private const int MessageLengthMax = 32_000;

    /// <summary>The verdict on an object in use.</summary>
    public static AcceptanceVerdict Accepted { get; } = new(true, "Accepted", "The object is in use.");

    /// <summary>The verdict on an object, from the refusals that name it.</summary>
    public static AcceptanceVerdict Of(IReadOnlyCollection<ConfigurationRefusal> refusals)
    {
        ArgumentNullException.ThrowIfNull(refusals);
        if (refusals.Count == 0)
        {
            return Accepted;
        }

        var message = string.Join('\n', refusals.Select(Line));
        return new AcceptanceVerdict(
            false,
            refusals.First().Reason.ToString(),
            message.Length <= MessageLengthMax ? message : $"{message[..MessageLengthMax]} ...");
    }

    private static string Line(ConfigurationRefusal refusal)
    {
        var text = $"{refusal.Field}: {refusal.Message.Replace("\n", "; ", StringComparison.Ordinal)}. {refusal.Remedy}";
        return refusal.Nodes is { } nodes ? $"On {string.Join(", ", nodes)}: {text}" : text;
    }
}

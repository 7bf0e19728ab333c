using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Silo.Webhooks;

/// <summary>What became of an <see cref="AdmissionSubject"/>.</summary>
internal sealed record AdmissionAnswer
{
    public static AdmissionAnswer Allowed { get; } = new();

    /// <summary>Why the write is refused; null when it is allowed.</summary>
    public string? Refusal { get; private init; }

    /// <summary>The HTTP status that says what kind of refusal it is.</summary>
    public int Code { get; private init; } = StatusCodes.Status200OK;

    /// <summary>What the client prints although the write is allowed.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>An answer from refusals; none of them allows the write.</summary>
    public static AdmissionAnswer Of(ImmutableArray<ConfigurationRefusal> refusals) =>
        refusals.IsEmpty
            ? Allowed
            : Refused(StatusCodes.Status403Forbidden, string.Join('\n', refusals.Select(Text)));

    public static AdmissionAnswer Refused(int code, string refusal) => new() { Refusal = refusal, Code = code };

    /// <summary>MetalLB's words first, which tools search for, then where it is and what to do.</summary>
    private static string Text(ConfigurationRefusal refusal) => $"{refusal.Message}. {refusal.Field}: {refusal.Remedy}";
}

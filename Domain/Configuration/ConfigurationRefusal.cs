namespace MetalOrleans.Domain.Configuration;

/// <summary>One configuration object that was not accepted: only this object is left out (invariant 6).</summary>
/// <param name="Kind">The object's kind, such as <c>IPAddressPool</c>.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Field">The field at fault, as a path such as <c>spec.addresses[1]</c>.</param>
/// <param name="Message">What is wrong, in MetalLB's words where MetalLB has any.</param>
/// <param name="Remedy">What to do about it, in one sentence.</param>
public sealed record ConfigurationRefusal(string Kind, string Name, string Field, string Message, string Remedy)
{
    /// <summary>The refusal in one line.</summary>
    public override string ToString() => $"{Kind} {Name}: {Field}: {Message}. {Remedy}";
}

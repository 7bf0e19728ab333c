namespace MetalOrleans.Domain.Services;

/// <summary>How many families a Service wants (<c>spec.ipFamilyPolicy</c>).</summary>
public enum IPFamilyPolicy
{
    /// <summary>One family; the default.</summary>
    SingleStack,

    /// <summary>Both where they can be had, else one.</summary>
    PreferDualStack,

    /// <summary>Both or nothing.</summary>
    RequireDualStack,
}

namespace MetalOrleans.Domain.Configuration;

/// <summary>Why a configuration object was not accepted.</summary>
public enum ConfigurationRefusalReason
{
    /// <summary>The object makes no sense by itself.</summary>
    Invalid,

    /// <summary>The object does not go together with another that was accepted before it.</summary>
    Conflict,

    /// <summary>
    /// The object refers to another that does not exist, or is not fit for it. Nobody needs to touch the object for this to
    /// heal, so it may be written before what it refers to (C-090, W-119).
    /// </summary>
    UnusableReference,

    /// <summary>The object cannot be deleted while another refers to it (C-110).</summary>
    InUse,

    /// <summary>The object lies in a namespace in which it has no effect (C-004).</summary>
    ForeignNamespace,
}

namespace MetalOrleans.Domain.Services;

/// <summary>Why a list of texts is not one address, or one of each family.</summary>
public enum AddressSetRefusal
{
    /// <summary>An entry is not an IP address.</summary>
    InvalidAddress,

    /// <summary>Two addresses of one family.</summary>
    SameFamily,

    /// <summary>None, or more than two.</summary>
    WrongCount,

    /// <summary>Both the annotation and <c>spec.loadBalancerIP</c> ask for addresses (S-004).</summary>
    AskedTwice,
}

namespace MetalOrleans.ApiServer.Protobuf;

/// <summary>Where the values of a field stand in JSON.</summary>
internal enum WirePlace
{
    /// <summary>One value.</summary>
    Property,

    /// <summary>One item of a list, as often as the field comes.</summary>
    Item,

    /// <summary>One entry of an object, as often as the field comes: 1 the key, 2 the value.</summary>
    Entry,

    /// <summary>The message's own fields, beside those of the outer one.</summary>
    Outer,
}

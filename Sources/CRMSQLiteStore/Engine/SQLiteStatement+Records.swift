#if SQLite
  import CRMCore
  import CRMSQL

  // What is done here is done for each value of each record, so it is written for this engine and not for all.

  extension SQLiteStatement {
    /// Binds the identifiers and all of the columns of records, one behind the other, and runs a body while they lie there.
    ///
    /// The statement was made ready, so that its parameters hold nothing yet.
    func withBound<T>(
      _ records: ArraySlice<AnyRecord>, in layout: TableLayout, _ body: () throws -> T
    ) throws -> T {
      try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: records.count * Identifier.textLength) { ids in
        // What is bound lies in the records, or in this memory.
        try withExtendedLifetime(records) {
          var index = 1
          var rest = ids[...]
          for record in records {
            let id = UnsafeMutableBufferPointer(rebasing: rest.prefix(Identifier.textLength))
            rest = rest.dropFirst(Identifier.textLength)
            record.id.write(to: id)
            try bind(text: UnsafeRawBufferPointer(id), at: index, staying: true)
            index = try bindColumns(record, in: layout, from: index + 1)
          }
          return try body()
        }
      }
    }

    /// Binds an identifier as the only parameter, and runs a body while it lies there.
    func withBound<T>(_ id: Identifier, _ body: () throws -> T) throws -> T {
      try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Identifier.textLength) { buffer in
        id.write(to: buffer)
        try bind(text: UnsafeRawBufferPointer(buffer), at: 1, staying: true)
        return try body()
      }
    }

    /// - Returns: The number of the parameter behind the record's.
    private func bindColumns(_ record: AnyRecord, in layout: TableLayout, from first: Int) throws -> Int {
      try record.storage.withSlots { slots in
        var index = first
        for (slot, field) in layout.fields.enumerated() {
          if let bytes = slots[slot] {
            switch field.form {
            case .text: try bind(text: bytes, at: index, staying: true)
            case .integer, .instant: try bind(ValueCoding.integer(bytes), at: index)
            default: try field.bind(bytes, to: self, at: index)
            }
          }
          index += field.form.width
        }
        let custom = slots[layout.type.customSlot]
        if custom != nil { try layout.bindOthers(custom.map(CustomValues.init(bytes:)), to: self, from: index) }
        for other in layout.others { index += other.form.width }
        return index + 1
      }
    }

    /// The record whose columns are those of a layout's selection.
    func record(of layout: TableLayout) throws -> AnyRecord { try record(identifier(0), of: layout) }

    /// The record of a row whose identifier is known.
    func record(_ id: Identifier, of layout: TableLayout) throws -> AnyRecord {
      var slots = SlotWriter(expecting: layout.fields.count + 1)
      var column = 1
      for field in layout.fields {
        switch field.form {
        case .text:
          if let text = try textIfAny(column) { try slots.write(bytes: text) } else { slots.writeNull() }
        case .integer, .instant:
          let value = integer(column)
          // Nothing is read as zero.
          if value == 0 && isNull(column) { slots.writeNull() } else { try slots.write(integer: value) }
        case .date where !isNull(column): try slots.write(integer: Int64(date(column).daysSince1970))
        case .boolean where !isNull(column): try slots.write(boolean: boolean(column))
        case .reference where !isNull(column): try slots.write(reference: identifier(column))
        case .date, .boolean, .reference: slots.writeNull()
        default: try field.read(self, column, into: &slots)
        }
        column += field.form.width
      }
      let custom = layout.others.isEmpty && isNull(column) ? nil : try layout.customValues(self, from: column)
      if let custom, !custom.isEmpty {
        try slots.write(custom: custom)
      } else if layout.type.allowsCustomFields {
        // As records of the Swift type are encoded: equal ones have equal bytes.
        slots.writeNull()
      }
      return AnyRecord(type: layout.type, id: id, slots: slots)
    }
  }
#endif
